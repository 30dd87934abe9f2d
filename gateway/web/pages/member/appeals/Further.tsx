import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { useKept } from "../../shared/kept";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  type AppealCaseFragment,
  AskForPersonDocument,
  EscalateAppealDocument,
  ReopenAppealDocument,
  WithdrawAppealDocument,
} from "../graph/graphql";

interface Props {
  readonly appeal: AppealCaseFragment;
  readonly zone: string;
}

/** Another person, a person at all, or none of it. */
export function Further({ appeal, zone }: Props) {
  const { number, decision, escalateUntil } = appeal;
  if (decision?.automatic) return <AskForPerson number={number} />;
  if (escalateUntil) return <Escalate number={number} until={spoken(escalateUntil, zone)} />;
  if (appeal.reopenUntil)
    return <Reopen number={number} until={spoken(appeal.reopenUntil, zone)} />;
  if (decision || appeal.state === "WITHDRAWN" || appeal.state === "CLOSED") return null;
  return <Withdraw number={number} />;
}

function AskForPerson({ number }: { readonly number: string }) {
  const { run, busy, problem } = useCommand(AskForPersonDocument, (data) => data.askForPerson);
  return (
    <Section title={<Trans>Would you rather have a person look at it?</Trans>}>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={() => run({ number })}>
        <Trans>Ask for a person</Trans>
      </Button>
    </Section>
  );
}

function Escalate({ number, until }: { readonly number: string; readonly until: string }) {
  const { run, busy, problem } = useCommand(EscalateAppealDocument, (data) => data.escalateAppeal);
  return (
    <Section title={<Trans>Do you still disagree?</Trans>}>
      <Text>
        <Trans>
          Until {until} you can have another person decide, who has no part in it so far.
        </Trans>
      </Text>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={() => run({ number })}>
        <Trans>Have another person decide</Trans>
      </Button>
    </Section>
  );
}

function Withdraw({ number }: { readonly number: string }) {
  const { run, busy, problem } = useCommand(WithdrawAppealDocument, (data) => data.withdrawAppeal);
  return (
    <Section title={<Trans>Is it settled?</Trans>}>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={() => run({ number })}>
        <Trans>Withdraw the appeal</Trans>
      </Button>
    </Section>
  );
}

function Reopen({ number, until }: { readonly number: string; readonly until: string }) {
  const { t } = useLingui();
  const [text, setText, forget] = useKept(`reopen.${number}`, "");
  const { run, busy, problem } = useCommand(ReopenAppealDocument, (data) => data.reopenAppeal);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ number, text, orders: [], evidence: [] })) forget();
  };
  return (
    <Section title={<Trans>Is there something new?</Trans>}>
      <form onSubmit={submit}>
        <Stack>
          <Textarea
            label={t`What is new, until ${until}`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            dir="auto"
            autosize
            required
          />
          <ProblemNote says={problem?.message} />
          <Button type="submit" variant="default" loading={busy}>
            <Trans>Open it again</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
