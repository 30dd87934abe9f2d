import { Trans } from "@lingui/react/macro";
import { Stack, Table, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { Asked } from "../shared/parts/Asked";
import { spoken } from "../shared/words/times";
import { type AppealQueue, QueuesDocument } from "./graph/graphql";

const QUEUE: Record<AppealQueue, ReactNode> = {
  STANDARD: <Trans>Standard</Trans>,
  PROTECTION: <Trans>Protection</Trans>,
  SECURITY: <Trans>Security</Trans>,
  INCIDENT: <Trans>Incidents</Trans>,
};

/** Which appeals wait, and what is due first. */
export function QueuesPage() {
  const query = useQuery({ query: QueuesDocument });
  return (
    <Stack>
      <Title order={1} size="h2">
        <Trans>Queues</Trans>
      </Title>
      <Asked query={query}>
        {({ appealQueues }) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>
                  <Trans>Queue</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Waiting</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Overdue</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Due first</Trans>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {appealQueues.map((one) => (
                <Table.Tr key={one.queue}>
                  <Table.Td>{QUEUE[one.queue]}</Table.Td>
                  <Table.Td>{one.waiting}</Table.Td>
                  <Table.Td>{one.overdue}</Table.Td>
                  <Table.Td>{one.firstDue && spoken(one.firstDue)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Asked>
    </Stack>
  );
}
