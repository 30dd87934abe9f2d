import { Trans } from "@lingui/react/macro";
import { Stack, Table, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { spoken } from "../../shared/words/times";
import { MemberMoneyDocument, type MemberMoneyQuery } from "../graph/graphql";
import { useMemberChanged } from "../live";

type Ledger = NonNullable<NonNullable<MemberMoneyQuery["member"]>["ledger"]>;

/** The balance, with what came and went last. */
export function Money({ id }: { readonly id: string }) {
  const query = useQuery({ query: MemberMoneyDocument, variables: { id } });
  useMemberChanged(id, () => query[1]({ requestPolicy: "network-only" }));
  return (
    <Asked query={query}>
      {({ member }) => member?.ledger && <Booked ledger={member.ledger} />}
    </Asked>
  );
}

function Booked({ ledger: { balance, owed, lines } }: { readonly ledger: Ledger }) {
  return (
    <Stack>
      <Text fw={600}>
        <Trans>On the balance: {balance.formatted}</Trans>
      </Text>
      {owed.amount > 0 && (
        <Text>
          <Trans>Owed: {owed.formatted}</Trans>
        </Text>
      )}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>When</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>For what</Trans>
            </Table.Th>
            <Table.Th ta="end">
              <Trans>Amount</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Line key={`${line.entryId} ${line.purpose}`} line={line} />
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

/** What it gave has a plus before it, what it took a minus. */
function Line({ line: { at, purpose, reference, credit, debit } }: { line: Ledger["lines"][0] }) {
  return (
    <Table.Tr>
      <Table.Td>{spoken(at)}</Table.Td>
      <Table.Td>
        {purpose} {reference}
      </Table.Td>
      <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
        {credit.amount > 0 ? `+${credit.formatted}` : `−${debit.formatted}`}
      </Table.Td>
    </Table.Tr>
  );
}
