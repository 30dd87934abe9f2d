import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly says: ReactNode;
  /** What would stand here, and how it comes. */
  readonly children: ReactNode;
}

/** In place of a list that has nothing in it. */
export function Empty({ says, children }: Props) {
  return (
    <Stack gap={4} py="xl" maw={640}>
      <Text fw={600}>{says}</Text>
      <Text c="dimmed">{children}</Text>
    </Stack>
  );
}
