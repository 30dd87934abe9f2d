import { Trans } from "@lingui/react/macro";
import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { Section } from "../../shared/parts/Section";
import { BackToSignIn, Doorway } from "../../shared/signing_in/Doorway";
import { spoken } from "../../shared/words/times";
import { IncidentStatusDocument } from "../graph/graphql";
import { PUBLIC } from "./words";

/** For everybody, signed in or not: what goes on, as our staff write it. */
export function StatusPage() {
  const query = useQuery({ query: IncidentStatusDocument });
  return (
    <Doorway title={<Trans>Service status</Trans>}>
      <Asked query={query}>
        {({ incidentStatus }) => (
          <>
            {incidentStatus.length === 0 && (
              <Text>
                <Trans>
                  Nothing is wrong that we know of. If something is, it stands here first.
                </Trans>
              </Text>
            )}
            {incidentStatus.map((one) => (
              <Section key={one.id} title={one.id}>
                <Group justify="space-between">
                  <Badge variant="light">{PUBLIC[one.state]}</Badge>
                  <Text size="xs" c="dimmed">
                    <Trans>Since {spoken(one.since)}</Trans>
                  </Text>
                </Group>
                <Text>{one.says.text}</Text>
              </Section>
            ))}
          </>
        )}
      </Asked>
      <BackToSignIn />
    </Doorway>
  );
}
