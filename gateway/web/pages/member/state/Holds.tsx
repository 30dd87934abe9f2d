import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import type { Stands } from "./stands";
import { HOLD } from "./words";

/** What stops the membership without ending it, and who ends that. */
export function Holds({ membership: { holds }, zone }: Stands) {
  if (holds.length === 0) return null;
  return (
    <Section title={<Trans>What holds it</Trans>}>
      <List listStyleType="none" spacing="sm">
        {holds.map((hold) => (
          <List.Item key={hold.kind}>
            <Text fw={600}>{HOLD[hold.kind]}</Text>
            {hold.reason && <Text size="sm">{hold.reason}</Text>}
            <Text size="sm" c="dimmed">
              {hold.releasedBy === "STAFF" ? (
                <Trans>Our staff release it.</Trans>
              ) : (
                <Trans>You release it.</Trans>
              )}{" "}
              {hold.latestRelease && (
                <Trans>At the latest {spoken(hold.latestRelease, zone)}.</Trans>
              )}
            </Text>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
