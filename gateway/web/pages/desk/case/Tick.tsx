import { Box, Checkbox, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { spoken } from "../../shared/words/times";
import { useTicked } from "./case";

interface Props {
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly says: ReactNode;
  readonly label: string;
  readonly children?: ReactNode;
}

/** One piece of evidence, to be named by what is written. */
export function Tick({ kind, id, at, says, label, children }: Props) {
  const { quotes, toggle } = useTicked();
  const ticked = quotes.some((one) => one.kind === kind && one.id === id);
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <Checkbox
        mt={2}
        size="xs"
        checked={ticked}
        aria-label={label}
        onChange={() => toggle(kind, id)}
      />
      <Stack gap={0} miw={0}>
        <Box fz="sm">{says}</Box>
        {children}
        <Text size="xs" c="dimmed">
          {spoken(at)}
        </Text>
      </Stack>
    </Group>
  );
}
