import { Trans } from "@lingui/react/macro";
import { Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../shared/parts/Asked";
import { spoken } from "../shared/words/times";
import { KeysDocument, type KeysQuery } from "./graph/graphql";

type Key = NonNullable<KeysQuery["partner"]>["keys"][number];

/** What the programs of a partner prove themselves by. */
export function KeysPage() {
  const query = useQuery({ query: KeysDocument });
  return (
    <Stack>
      <Asked query={query}>
        {({ partner }) => (
          <>
            <Title order={1} size="h2" dir="auto">
              {partner?.name}
            </Title>
            <Keys keys={partner?.keys ?? []} />
          </>
        )}
      </Asked>
    </Stack>
  );
}

function Keys({ keys }: { readonly keys: readonly Key[] }) {
  if (keys.length === 0)
    return (
      <Text>
        <Trans>There is no key yet. The staff of the shop issue the first one.</Trans>
      </Text>
    );
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Key</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Scopes</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Last used</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.keyId}>
            <Table.Td>{key.label || key.keyId}</Table.Td>
            <Table.Td>{key.scopes.join(", ")}</Table.Td>
            <Table.Td>{key.usedAt && spoken(key.usedAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
