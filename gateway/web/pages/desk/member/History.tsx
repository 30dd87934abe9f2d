import { Trans } from "@lingui/react/macro";
import { Stack, Text, Timeline } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { spoken } from "../../shared/words/times";
import { MemberTimelineDocument, type MemberTimelineQuery } from "../graph/graphql";
import { useMemberChanged } from "../live";
import { useWho } from "../who";
import { CAUSE, useSay } from "../words";

type Membership = NonNullable<NonNullable<MemberTimelineQuery["member"]>["membership"]>;
type Step = NonNullable<Membership["timeline"]>["nodes"][number];

/** Every step, the newest first. */
export function History({ id }: { readonly id: string }) {
  const pages = usePages();
  const query = useQuery({
    query: MemberTimelineDocument,
    variables: { id, after: pages.after },
  });
  useMemberChanged(id, () => query[1]({ requestPolicy: "network-only" }));
  return (
    <Asked query={query}>
      {({ member }) => {
        const timeline = member?.membership?.timeline;
        if (!timeline) return null;
        return (
          <Stack>
            <Timeline bulletSize={12} lineWidth={2}>
              {timeline.nodes.map((step) => (
                <Timeline.Item key={step.eventId}>
                  <OneStep step={step} />
                </Timeline.Item>
              ))}
            </Timeline>
            <More pages={pages} info={timeline.pageInfo} />
          </Stack>
        );
      }}
    </Asked>
  );
}

function OneStep({ step }: { readonly step: Step }) {
  const say = useSay();
  const who = useWho();
  const { cause, happenedAt, recordedAt, dueAt, deviceLabel, ip } = step;
  const late = recordedAt !== happenedAt;
  return (
    <Stack gap={2}>
      <Text size="sm">{step.summary.text}</Text>
      <Text size="xs" c="dimmed">
        {spoken(happenedAt)} · {who(step.actor)}
        {cause && ` · ${say(CAUSE[cause])}`}
        {[deviceLabel, ip].filter(Boolean).map((one) => ` · ${one}`)}
      </Text>
      <Text size="xs" c="dimmed">
        <Trans>Step {step.version}</Trans> · {step.eventId}
        {late && " · "}
        {late && <Trans>recorded {spoken(recordedAt)}</Trans>}
        {dueAt && " · "}
        {dueAt && <Trans>due {spoken(dueAt)}</Trans>}
      </Text>
    </Stack>
  );
}
