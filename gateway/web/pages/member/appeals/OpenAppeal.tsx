import { Trans, useLingui } from "@lingui/react/macro";
import { Button, List, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type AppealsQuery, OpenAppealDocument } from "../graph/graphql";

type Explanation = NonNullable<NonNullable<AppealsQuery["me"]>["membership"]>["explanation"];

interface Props {
  readonly explanation: Explanation;
  readonly zone: string;
}

/** Says what is known already, so that the member has only to say what is wrong about it. */
export function OpenAppeal({ explanation, zone }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [orders, setOrders] = useState("");
  const { run, busy, problem } = useCommand(OpenAppealDocument, (data) => data.openAppeal);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const named = orders.split(/[\s,，、;；]+/).filter(Boolean);
    const opened = await run({ text, orders: named });
    if (opened)
      await navigate({ to: "/appeals/$number", params: { number: opened.appeal.number } });
  };
  return (
    <Section title={<Trans>I disagree</Trans>}>
      {explanation?.cause && <Known explanation={explanation} zone={zone} />}
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            label={t`What happened, in your words`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={4}
            required
          />
          <TextInput
            label={t`Order numbers, if you have any`}
            value={orders}
            onChange={(event) => setOrders(event.currentTarget.value)}
          />
          <ProblemNote says={problem?.message} />
          <Button type="submit" loading={busy}>
            <Trans>Hand in the appeal</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
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
          <Trans>What goes along by itself</Trans>
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
