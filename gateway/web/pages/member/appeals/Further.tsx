import { Trans } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  type AppealCaseFragment,
  AskForPersonDocument,
  EscalateAppealDocument,
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
