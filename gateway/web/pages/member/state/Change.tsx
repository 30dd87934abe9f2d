import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { listed, spoken } from "../../shared/words/times";
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
      <Cancel membership={membership} zone={zone} />
    </Section>
  );
}

/** First what would be lost, then the button that does it. */
function Cancel({ membership, zone }: Stands) {
  const [asked, { open, close }] = useDisclosure(false);
  if (!asked)
    return (
      <Button variant="default" onClick={open}>
        <Trans>Cancel the membership…</Trans>
      </Button>
    );
  const [lost, end] = [membership.benefits.map((one) => one.name.text), membership.period.end];
  return (
    <Stack gap="xs">
      <Text fw={600}>
        <Trans>It ends now, though you are a member until {spoken(end, zone)}.</Trans>
      </Text>
      <Text size="sm">
        <Trans>You would lose: {listed(lost)}.</Trans> <Trans>You can undo it for a day.</Trans>
      </Text>
      <Group>
        <Button onClick={close} autoFocus>
          <Trans>Keep it</Trans>
        </Button>
        <ReallyCancel />
      </Group>
    </Stack>
  );
}

function ReallyCancel() {
  const { run, busy, problem } = useCommand(CancelDocument, (data) => data.cancel);
  return (
    <Confirmed
      purpose="CANCEL"
      says={<Trans>Cancel the membership</Trans>}
      act={(code) => run({}, code ? { code } : {})}
      busy={busy}
      problem={problem}
    />
  );
}
