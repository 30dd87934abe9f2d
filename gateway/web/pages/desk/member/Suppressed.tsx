import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import type { MemberAlertsQuery } from "../graph/graphql";
import { CHANNEL, useSay } from "../words";

type Suppressions = NonNullable<MemberAlertsQuery["suppressions"]>;

/** Addresses that nothing is sent to, and why; those that were lifted after them. */
export function Suppressed({ suppressions }: { readonly suppressions: Suppressions }) {
  const say = useSay();
  if (suppressions.length === 0) return null;
  const inForce = suppressions.toSorted((one, two) =>
    (one.liftedAt ?? "").localeCompare(two.liftedAt ?? ""),
  );
  return (
    <Section title={<Trans>Addresses that nothing is sent to</Trans>}>
      {inForce.map((one) => (
        <Stack key={`${one.channel} ${one.since}`} gap={2}>
          <Text size="sm" fw={600} {...(one.liftedAt && { td: "line-through" })}>
            {say(CHANNEL[one.channel])} {one.address}
          </Text>
          <Text size="sm">
            {one.says} {one.why}
          </Text>
          <Text size="xs" c="dimmed">
            <Trans>Since {spoken(one.since)}.</Trans>{" "}
            {one.liftedAt && (
              <Trans>
                Lifted {spoken(one.liftedAt)}: {one.liftedWhy}
              </Trans>
            )}
          </Text>
        </Stack>
      ))}
    </Section>
  );
}
