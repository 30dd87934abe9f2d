import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  type AnswersWrittenQuery,
  type AnswerToldFragment,
  SaveAnswerTemplateDocument,
} from "../graph/graphql";
import { useKept } from "../kept";
import { type Both, BothLanguages, isWhole, NO_WORDS } from "../parts/BothLanguages";
import { TryAnswer } from "./TryAnswer";

type All = NonNullable<AnswersWrittenQuery["answerTemplates"]>;

interface Draft {
  readonly code: string;
  readonly title: Both;
  readonly text: Both;
  readonly retired: boolean;
}

interface Props {
  /** None: another one is written. */
  readonly template: AnswerToldFragment | null;
  readonly variables: All["variables"];
  readonly filters: All["filters"];
  readonly saved: (code: string) => void;
}

const begun = (template: AnswerToldFragment | null): Draft => ({
  code: template?.code ?? "",
  title: template ? { zh: template.title.zh, en: template.title.en } : NO_WORDS,
  text: template ? { zh: template.text.zh, en: template.text.en } : NO_WORDS,
  retired: template?.retired ?? false,
});

/** Saving makes the next version, which is used from then on; what was said before stays. */
export function AnswerEditor({ template, variables, filters, saved }: Props) {
  const { t } = useLingui();
  const [kept, keep, forget] = useKept<Draft | null>(`answer.${template?.code ?? ""}`, null);
  const draft = kept ?? begun(template);
  const set = (change: Partial<Draft>) => keep({ ...draft, ...change });
  const save = useCommand(SaveAnswerTemplateDocument, (data) => data.saveAnswerTemplate);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await save.run({ ...draft, basedOn: template?.version ?? 0 });
    if (!done) return;
    forget();
    saved(done.template.code);
  };
  const field = save.problem?.field ?? "";
  const says = save.problem?.message;
  const refused = (name: string) => ({
    zh: field === `${name}.zh` ? says : undefined,
    en: field === `${name}.en` ? says : undefined,
  });
  const inPlace = ["title.zh", "title.en", "text.zh", "text.en", "code"].includes(field);
  return (
    <Section title={template ? template.title.text : <Trans>Another one</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {!template && (
            <TextInput
              label={t`Code`}
              description={t`Short, for you alone, such as late-payment; it never changes.`}
              value={draft.code}
              error={field === "code" && says}
              onChange={(event) => set({ code: event.currentTarget.value })}
            />
          )}
          <BothLanguages
            label={t`Title`}
            value={draft.title}
            set={(title) => set({ title })}
            refused={refused("title")}
          />
          <BothLanguages
            label={t`Text`}
            value={draft.text}
            set={(text) => set({ text })}
            refused={refused("text")}
            rows={6}
          />
          {template && (
            <Switch
              label={t`Put away: nobody chooses it any more`}
              checked={draft.retired}
              onChange={(event) => set({ retired: event.currentTarget.checked })}
            />
          )}
          {!inPlace && <ProblemNote says={says} />}
          <Group>
            <Button
              type="submit"
              loading={save.busy}
              disabled={
                !kept || !draft.code.trim() || !isWhole(draft.title) || !isWhole(draft.text)
              }
            >
              <Trans>Save</Trans>
            </Button>
            {kept && (
              <Button variant="default" onClick={forget}>
                <Trans>Leave it as it was</Trans>
              </Button>
            )}
          </Group>
          {template && (
            <Text size="sm" c="dimmed">
              <Trans>
                Version {template.version}, of {template.savedBy.name || template.savedBy.id},{" "}
                {spoken(template.savedAt)}
              </Trans>
            </Text>
          )}
        </Stack>
      </form>
      <TryAnswer text={draft.text} />
      <Text size="sm">
        <Trans>It may speak of</Trans>{" "}
        {variables.map(({ name }) => (
          <span key={name}>
            <Code>{name}</Code>{" "}
          </span>
        ))}
        <Trans>Written by {filters.map((one) => `|${one}`).join(" ")}</Trans>
      </Text>
    </Section>
  );
}
