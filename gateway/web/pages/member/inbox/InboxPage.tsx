import { Trans } from "@lingui/react/macro";
import { Badge, Group, List, Paper, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useClient, useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { spoken } from "../../shared/words/times";
import { InboxDocument, type InboxQuery, MarkShownDocument } from "../graph/graphql";
import { useLive } from "../live";
import { Disown } from "../protection/Disown";
import { CHANNEL, DELIVERY } from "./words";

type Alert = NonNullable<NonNullable<InboxQuery["me"]>["alerts"]>["nodes"][number];

/** What the member was told, how each message travelled, and why one did not. */
export function InboxPage() {
  const pages = usePages();
  const query = useQuery({ query: InboxDocument, variables: { after: pages.after } });
  useLive(query[1]);
  const alerts = query[0].data?.me?.alerts;
  const zone = query[0].data?.me?.profile?.timeZone ?? "UTC";
  useShown(alerts?.nodes ?? []);
  return (
    <Stack>
      <PageTitle>
        <Trans>Messages</Trans>
      </PageTitle>
      <Asked query={query}>
        {() => (
          <>
            {alerts?.nodes.length === 0 && (
              <Text>
                <Trans>
                  Nothing yet. Whatever changes about your membership is told here, too.
                </Trans>
              </Text>
            )}
            {alerts?.nodes.map((alert) => (
              <Message key={alert.id} alert={alert} zone={zone} />
            ))}
            {alerts && <More pages={pages} info={alerts.pageInfo} />}
          </>
        )}
      </Asked>
    </Stack>
  );
}

/** What was shown has been received, which is what the sender wants to know. */
function useShown(alerts: readonly Alert[]): void {
  const client = useClient();
  const told = useRef(new Set<string>());
  useEffect(() => {
    const alertIds = alerts.map((one) => one.id).filter((id) => !told.current.has(id));
    if (alertIds.length === 0) return;
    for (const id of alertIds) told.current.add(id);
    client.mutation(MarkShownDocument, { input: { alertIds } }).toPromise();
  }, [client, alerts]);
}

function Message({ alert, zone }: { readonly alert: Alert; readonly zone: string }) {
  return (
    <Paper component="article" withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="start">
          <Text fw={600}>{alert.title.text}</Text>
          {alert.received && (
            <Badge variant="light" flex="none">
              <Trans>received</Trans>
            </Badge>
          )}
        </Group>
        <Text size="sm">{alert.text.text}</Text>
        <Text size="xs" c="dimmed">
          {spoken(alert.at, zone)}
        </Text>
        <Disown alert={alert} />
        <details>
          <Text component="summary" size="sm">
            <Trans>How it travelled</Trans>
          </Text>
          <Travelled alert={alert} zone={zone} />
        </details>
      </Stack>
    </Paper>
  );
}

function Travelled({ alert, zone }: { readonly alert: Alert; readonly zone: string }) {
  return (
    <List listStyleType="none" spacing="xs" mt="xs">
      {alert.deliveries.map((one) => (
        <List.Item key={one.id}>
          <Text size="sm" fw={600}>
            {CHANNEL[one.channel]}: {DELIVERY[one.state]}
          </Text>
          {one.history.map((step) => (
            <Text size="xs" key={`${step.at} ${step.kind}`}>
              {spoken(step.at, zone)}: {step.says.text}
            </Text>
          ))}
        </List.Item>
      ))}
    </List>
  );
}
