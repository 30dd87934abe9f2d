import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";

/** What a queue is for, to whom meets it empty. */
export function NothingWaits() {
  return (
    <Stack gap={4} py="xl" maw={560}>
      <Text fw={600}>
        <Trans>Nothing is waiting here.</Trans>
      </Text>
      <Text c="dimmed">
        <Trans>
          Appeals that no rule settles at once appear here by themselves, the most urgent first. A
          first answer is promised within 24 hours, a decision within 72.
        </Trans>
      </Text>
    </Stack>
  );
}
