import { Trans } from "@lingui/react/macro";
import { Progress as Bar, Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import type { AffectedState, IncidentSaidFragment } from "../graph/graphql";
import { useSay } from "../words";
import { AFFECTED } from "./words";

const COLOUR: Record<AffectedState, string> = {
  WAITING: "gray",
  UNDER_WAY: "yellow",
  REMEDIED: "brand",
  REFUSED: "red",
  WITH_A_PERSON: "blue",
};

/** How far it is with whoever is affected; it moves while somebody looks. */
export function Progress({ incident: { members } }: { readonly incident: IncidentSaidFragment }) {
  const say = useSay();
  const all = members.reduce((sum, one) => sum + one.members, 0);
  if (all === 0) return null;
  return (
    <Section title={<Trans>Who is affected: {all}</Trans>}>
      <Bar.Root size="lg" aria-hidden>
        {members.map((one) => (
          <Bar.Section
            key={one.state}
            value={(100 * one.members) / all}
            color={COLOUR[one.state]}
            withAria={false}
          />
        ))}
      </Bar.Root>
      <Stack gap={2} role="status">
        {members.map((one) => (
          <Text key={one.state} size="sm">
            {one.members} {say(AFFECTED[one.state])}
          </Text>
        ))}
      </Stack>
    </Section>
  );
}
