import { Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "../../shared/parts/Section";
import type { SecurityQuery } from "../graph/graphql";
import { Release } from "../state/Release";

type Membership = NonNullable<NonNullable<SecurityQuery["me"]>["membership"]>;
type Entry = NonNullable<Membership["timeline"]>["nodes"][number];

interface Props {
  readonly membership: Membership;
  readonly account: SecurityQuery["account"];
}

/** After 'that was not me': step by step to where everything is as it was. */
export function Recovery({ membership, account }: Props) {
  const entries = membership.timeline?.nodes ?? [];
  const hold = membership.holds.find((one) => one.kind === "COMPROMISE");
  const reversed = entries.find((one) => one.type === "TakeoverReversed");
  if (!hold) return reversed ? <Recovered entry={reversed} /> : null;
  return (
    <Section title={<Trans>Your account is protected</Trans>}>
      <Text>
        <Trans>Nobody can use the membership now. These steps bring everything back:</Trans>
      </Text>
      <Steps account={account} />
      <Changes entries={entries} />
      <Release holds={[hold]} />
    </Section>
  );
}

function Recovered({ entry }: { readonly entry: Entry }) {
  return (
    <Section title={<Trans>What others changed was taken back</Trans>}>
      <Text>{entry.summary.text}</Text>
    </Section>
  );
}

function Steps({ account }: Pick<Props, "account">) {
  const alone = account?.sessions.every((one) => one.current) ?? true;
  const passkey = account?.factors.some((one) => one.kind === "PASSKEY") ?? false;
  return (
    <List type="ordered" spacing="xs">
      <Step done={alone}>
        <Trans>End the sessions that are not yours (below).</Trans>
      </Step>
      {account && (
        <Step done={account.passwordSetAt !== null && !account.mustSetPassword}>
          <Trans>Choose another password (below).</Trans>
        </Step>
      )}
      {account && (
        <Step done={passkey}>
          <Trans>
            Make a passkey (below): nobody can trick you out of it or read it over your shoulder.
          </Trans>
        </Step>
      )}
      <Step done={false}>
        <Trans>End the freeze with a code, here. What others changed is taken back with it.</Trans>
      </Step>
    </List>
  );
}

function Step({ done, children }: { readonly done: boolean; readonly children: ReactNode }) {
  return (
    <List.Item>
      <Text span size="sm" c={done ? "dimmed" : "inherit"}>
        {children} {done && <Trans>Done.</Trans>}
      </Text>
    </List.Item>
  );
}

interface Reported {
  readonly changes?: readonly { readonly version: number }[];
}

/** What is put down to whoever it was, as the history tells it. */
function Changes({ entries }: { readonly entries: readonly Entry[] }) {
  const reported = entries.find((one) => one.type === "TakeoverReported");
  const { changes = [] } = (reported?.body ?? {}) as Reported;
  const theirs = entries.filter((one) => changes.some(({ version }) => version === one.version));
  if (theirs.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        <Trans>Changed by others:</Trans>
      </Text>
      <List size="sm">
        {theirs.map((one) => (
          <List.Item key={one.eventId}>{one.summary.text}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
