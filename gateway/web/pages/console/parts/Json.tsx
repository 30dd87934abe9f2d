import { Code, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Text as it was sent; where it is JSON, laid out to be read. */
export function Json({ text, label }: { readonly text: string; readonly label: ReactNode }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {laidOut(text)}
      </Code>
    </Stack>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
