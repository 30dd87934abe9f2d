import { Trans } from "@lingui/react/macro";
import { Paper, Stack, Text } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import type { ReadSaidFragment } from "../graph/graphql";

/** What staff were shown of members, and what for. */
export function ReadList({ reads }: { readonly reads: readonly ReadSaidFragment[] }) {
  if (reads.length === 0)
    return (
      <Text>
        <Trans>Nobody has looked yet.</Trans>
      </Text>
    );
  return (
    <Stack gap="xs">
      {reads.map((one) => (
        <Paper key={one.id} withBorder p="xs">
          <Text size="sm" fw={600}>
            {one.name || one.staffId} · {one.field}
          </Text>
          {one.reason && <Text size="sm">{one.reason}</Text>}
          {one.members > 1 && (
            <Text size="sm">
              <Trans>{one.members} members</Trans>
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {spoken(one.at)}
            {one.staffKind && ` · ${one.staffKind}`}
          </Text>
          <details>
            <Text component="summary" size="xs">
              <Trans>Which fields</Trans>
            </Text>
            <Text size="xs">{one.fields.join(", ")}</Text>
          </details>
        </Paper>
      ))}
    </Stack>
  );
}
