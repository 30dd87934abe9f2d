import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Switch, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { CancelDocument, SetAutoRenewDocument } from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";
import { Pause } from "./Pause";
import { Prospect } from "./Prospect";
import type { Stands } from "./stands";

/** Renewing by itself, standing still for a while, and ending it. */
export function Change({ membership, zone }: Stands) {
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
      {membership.autoRenew && <Prospect membership={membership} zone={zone} />}
      <ProblemNote says={problem?.message} />
      <Anchor component={Link} to="/plans" size="sm">
        <Trans>Another plan, or give it away</Trans>
      </Anchor>
      {membership.status === "ACTIVE" && <Pause />}
      <Cancel />
    </Section>
  );
}

function Cancel() {
  const { run, busy, problem } = useCommand(CancelDocument, (data) => data.cancel);
  return (
    <>
      <Text size="sm" c="dimmed">
        <Trans>Who cancels by mistake can take it back for a day.</Trans>
      </Text>
      <Confirmed
        purpose="CANCEL"
        says={<Trans>Cancel the membership</Trans>}
        act={(code) => run({}, code ? { code } : {})}
        busy={busy}
        problem={problem}
      />
    </>
  );
}
