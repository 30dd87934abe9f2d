import { Trans } from "@lingui/react/macro";
import { Code, Stack, Text, Timeline } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { HistoryDocument, type HistoryQuery } from "../graph/graphql";
import { useLive } from "../live";
import { NotMe } from "../protection/NotMe";
import { AsOf } from "./AsOf";

type Me = NonNullable<HistoryQuery["me"]>;
type Entries = NonNullable<NonNullable<Me["membership"]>["timeline"]>;
type Entry = Entries["nodes"][number];

/** Every step of a membership, as evidence, and how it stood at any time. */
export function HistoryPage() {
  const pages = usePages();
  const query = useQuery({ query: HistoryDocument, variables: { after: pages.after } });
  useLive(query[1]);
  return (
    <Stack>
      <PageTitle>
        <Trans>History</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me }) => {
          const { timeline, explanation } = me?.membership ?? {};
          if (!me || !timeline || !explanation) return <Nothing />;
          return (
            <>
              <AsOf
                zone={me.profile?.timeZone ?? "UTC"}
                oldest={timeline.nodes.at(-1)?.happenedAt}
                now={explanation.at}
              />
              <Record record={me.record} />
              <Steps nodes={timeline.nodes} zone={me.profile?.timeZone ?? "UTC"} />
              <More pages={pages} info={timeline.pageInfo} />
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

function Nothing() {
  return (
    <Text>
      <Trans>There is no history yet. It begins when you join.</Trans>
    </Text>
  );
}

function Record({ record }: Pick<Me, "record">) {
  if (!record) return null;
  return (
    <Text size="sm" c="dimmed">
      {record.holds ? (
        <Trans>{record.events} steps, as they were written: the seals hold.</Trans>
      ) : (
        <Trans>The record is not as it was written. A person looks into it.</Trans>
      )}
    </Text>
  );
}

function Steps({ nodes, zone }: { readonly nodes: readonly Entry[]; readonly zone: string }) {
  return (
    <Section title={<Trans>What happened</Trans>}>
      <Timeline bulletSize={12} lineWidth={2}>
        {nodes.map((entry) => (
          <Timeline.Item key={entry.eventId}>
            <Step entry={entry} zone={zone} />
          </Timeline.Item>
        ))}
      </Timeline>
    </Section>
  );
}

/** A thief would do it so: in the member's name, or from a device that was not known. */
const couldBeAnother = ({ actor, cause }: Entry): boolean =>
  actor.kind === "MEMBER" || cause === "NEW_DEVICE";

function Step({ entry, zone }: { readonly entry: Entry; readonly zone: string }) {
  const device = [entry.deviceLabel, entry.ip].filter(Boolean).join(", ");
  return (
    <Stack gap={2}>
      <Text>{entry.summary.text}</Text>
      <Text size="sm" c="dimmed">
        {spoken(entry.happenedAt, zone)}
      </Text>
      <details>
        <Text component="summary" size="sm">
          <Trans>Evidence</Trans>
        </Text>
        <Text size="sm">
          <Trans>
            Step {entry.version}, recorded {spoken(entry.recordedAt, zone)}
          </Trans>
        </Text>
        {device && <Text size="sm">{device}</Text>}
        <Code>{entry.hash}</Code>
      </details>
      {couldBeAnother(entry) && <NotMe what="EVENT" id={entry.eventId} />}
    </Stack>
  );
}
