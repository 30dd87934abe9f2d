import { ScrollArea, Table } from "@mantine/core";
import type { ReactNode } from "react";

interface Column<Row> {
  readonly key: string;
  readonly says: ReactNode;
  readonly cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
}

const NARROWEST = 100;

/** A short table; what may grow long is shown by Rows. */
export function Listing<Row>({ label, rows, keyOf, columns }: Props<Row>) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "group", "aria-label": label }}>
      <Table aria-label={label} verticalSpacing="xs" miw={columns.length * NARROWEST}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, says }) => (
              <Table.Th key={key}>{says}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map(({ key, cell }) => (
                <Table.Td key={key}>{cell(row)}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
