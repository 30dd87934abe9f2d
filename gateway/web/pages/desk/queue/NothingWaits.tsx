import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";

/** What a queue is for, to whom meets it empty. */
export function NothingWaits() {
  return (
    <Stack gap={4} py="xl" maw={560}>
      <Text fw={600}>
        <Trans>Nobody waits here.</Trans>
      </Text>
      <Text c="dimmed">
        <Trans>
          An appeal comes in when a member disagrees with a loss that no rule settles at once. It
          stands here by itself, what is due first at the head: a first answer is promised within 24
          hours, a decision within 72.
        </Trans>
      </Text>
    </Stack>
  );
}
