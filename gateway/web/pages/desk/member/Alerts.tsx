import { Trans } from "@lingui/react/macro";
import { Badge, Group, List, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { spoken } from "../../shared/words/times";
import { MemberAlertsDocument, type MemberAlertsQuery } from "../graph/graphql";
import { CHANNEL, DELIVERY, useSay } from "../words";
import { Suppressed } from "./Suppressed";

type Alert = NonNullable<NonNullable<MemberAlertsQuery["member"]>["alerts"]>["nodes"][number];

/** What the member was told, how each message travelled, and what keeps messages away. */
export function Alerts({ id }: { readonly id: string }) {
  const pages = usePages();
  const query = useQuery({ query: MemberAlertsDocument, variables: { id, after: pages.after } });
  return (
    <Asked query={query}>
      {({ member, suppressions }) => (
        <Stack>
          <Suppressed suppressions={suppressions ?? []} />
          {member?.alerts?.nodes.length === 0 && (
            <Text>
              <Trans>Nothing was told yet.</Trans>
            </Text>
          )}
          {member?.alerts?.nodes.map((alert) => (
            <Message key={alert.id} alert={alert} />
          ))}
          {member?.alerts && <More pages={pages} info={member.alerts.pageInfo} />}
        </Stack>
      )}
    </Asked>
  );
}

function Message({ alert }: { readonly alert: Alert }) {
  return (
    <Paper component="article" withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="start">
          <Text fw={600}>{alert.title.text}</Text>
          <Badge variant="light" flex="none" tt="none" color={alert.received ? "brand" : "yellow"}>
            {alert.received ? <Trans>received</Trans> : <Trans>not received yet</Trans>}
          </Badge>
        </Group>
        <Text size="sm">{alert.text.text}</Text>
        <Text size="xs" c="dimmed">
          {spoken(alert.at)}
        </Text>
        {alert.deliveries.map((one) => (
          <Travelled key={one.id} delivery={one} />
        ))}
      </Stack>
    </Paper>
  );
}

function Travelled({ delivery }: { readonly delivery: Alert["deliveries"][number] }) {
  const say = useSay();
  const { channel, state, history } = delivery;
  return (
    <details>
      <Text component="summary" size="sm">
        {say(CHANNEL[channel])}: {say(DELIVERY[state])}
      </Text>
      <List size="sm" listStyleType="none">
        {history.map((step) => (
          <List.Item key={`${step.at} ${step.kind}`}>
            <Text size="xs">
              {spoken(step.at)}: {step.says.text}{" "}
              {[step.provider, step.code].filter(Boolean).join(" ")}
            </Text>
          </List.Item>
        ))}
      </List>
    </details>
  );
}
