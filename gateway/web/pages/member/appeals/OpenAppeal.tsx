import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, List, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  type AppealDraftFragment,
  type AppealsQuery,
  DiscardAppealDraftDocument,
  SubmitAppealDraftDocument,
} from "../graph/graphql";
import { DraftFiles } from "./DraftFiles";
import { useDraft } from "./draft";

type Explanation = NonNullable<NonNullable<AppealsQuery["me"]>["membership"]>["explanation"];

interface Props {
  readonly explanation: Explanation;
  readonly draft: AppealDraftFragment | null;
  readonly zone: string;
  readonly again: () => void;
}

/** Says what is known already, so that the member has only to say what is wrong about it. */
export function OpenAppeal({ explanation, draft: kept, zone, again }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { text, orders, draft, write, save, took, busy, problem } = useDraft(kept);
  const submit = useCommand(SubmitAppealDraftDocument, (data) => data.submitAppealDraft);
  const handIn = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await save();
    const opened = saved && (await submit.run({ draftId: saved.draftId }));
    if (opened)
      await navigate({ to: "/appeals/$number", params: { number: opened.appeal.number } });
  };
  return (
    <Section title={<Trans>I disagree</Trans>}>
      {explanation?.cause && <Known explanation={explanation} zone={zone} />}
      <form onSubmit={handIn}>
        <Stack>
          <Textarea
            label={t`What happened, in your words`}
            value={text}
            onChange={(event) => write({ text: event.currentTarget.value })}
            dir="auto"
            autosize
            minRows={4}
            required
          />
          <TextInput
            label={t`Order numbers, if you have any`}
            value={orders}
            onChange={(event) => write({ orders: event.currentTarget.value })}
          />
          <DraftFiles draft={draft} save={save} took={took} />
          {draft && (
            <Text size="xs" c="dimmed" role="status">
              <Trans>
                Kept as a draft on {spoken(draft.savedAt, zone)}, until{" "}
                {spoken(draft.keptUntil, zone, "day")}. Nobody else reads it, and you can go on with
                it on any device.
              </Trans>
            </Text>
          )}
          <ProblemNote says={(problem ?? submit.problem)?.message} />
          <Group>
            <Button type="submit" loading={busy || submit.busy}>
              <Trans>Hand in the appeal</Trans>
            </Button>
            {draft && <Discard draft={draft} again={again} />}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

function Discard({ draft, again }: Pick<Props, "again"> & { readonly draft: AppealDraftFragment }) {
  const { run, busy } = useCommand(DiscardAppealDraftDocument, (data) => data.discardAppealDraft);
  const press = async () => {
    if (await run({ draftId: draft.draftId })) again();
  };
  return (
    <Button variant="subtle" loading={busy} onClick={press}>
      <Trans>Discard the draft</Trans>
    </Button>
  );
}

function Known({
  explanation,
  zone,
}: {
  readonly explanation: NonNullable<Explanation>;
  readonly zone: string;
}) {
  return (
    <Stack gap="xs">
      <Text>{explanation.summary.text}</Text>
      <details>
        <Text component="summary" size="sm">
          <Trans>What we attach for you</Trans>
        </Text>
        <List size="sm">
          {explanation.evidence.map((one) => (
            <List.Item key={`${one.kind} ${one.id}`}>
              {one.says.text} ({spoken(one.at, zone)})
            </List.Item>
          ))}
        </List>
      </details>
    </Stack>
  );
}
