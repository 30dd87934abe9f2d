import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Switch, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { CodeForm } from "../CodeForm";
import { CancelDocument, SetAutoRenewDocument, type StandingFragment } from "../graph/graphql";

interface Props {
  readonly membership: StandingFragment;
}

/** Renewing by itself, and ending it. */
export function Change({ membership }: Props) {
  const { t } = useLingui();
  const { run, busy, problem } = useCommand(SetAutoRenewDocument, (data) => data.setAutoRenew);
  return (
    <Section title={<Trans>Change something</Trans>}>
      <Switch
        label={t`Renew by itself, from the balance`}
        checked={membership.autoRenew}
        disabled={busy}
        onChange={(event) => run({ on: event.currentTarget.checked })}
      />
      <ProblemNote says={problem?.message} />
      <Cancel />
    </Section>
  );
}

/** At once from a device that is known; else by a code. */
function Cancel() {
  const { run, busy, problem } = useCommand(CancelDocument, (data) => data.cancel);
  const says = <Trans>Cancel the membership</Trans>;
  const wantsCode = problem?.code === "SECOND_FACTOR_REQUIRED";
  return (
    <>
      <Text size="sm" c="dimmed">
        <Trans>Who cancels by mistake can take it back for a day.</Trans>
      </Text>
      <ProblemNote says={problem?.message} />
      {wantsCode ? (
        <CodeForm
          purpose="CANCEL"
          says={says}
          give={(code) => run({}, { code })}
          busy={busy}
          problem={undefined}
        />
      ) : (
        <Button variant="default" loading={busy} onClick={() => run({})}>
          {says}
        </Button>
      )}
    </>
  );
}
