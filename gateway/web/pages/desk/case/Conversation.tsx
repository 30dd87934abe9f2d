import { Trans } from "@lingui/react/macro";
import { Badge, Group, Paper, Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { useWho } from "../who";
import type { Case, Message } from "./case";

/** All that was said, with notes that the member never sees. */
export function Conversation({ appeal: { messages } }: { readonly appeal: Case }) {
  return (
    <Section title={<Trans>Conversation</Trans>}>
      <Stack gap="sm">
        {messages.map((message) => (
          <Said key={message.id} message={message} />
        ))}
      </Stack>
    </Section>
  );
}

function Said({ message: { at, by, text, staffOnly, orders, quotes } }: { message: Message }) {
  const who = useWho();
  return (
    <Paper withBorder p="xs" ml={by.kind === "MEMBER" ? 0 : "md"}>
      <Group gap="xs" justify="space-between">
        <Text size="sm" fw={600}>
          {who(by)}
        </Text>
        {staffOnly && (
          <Badge variant="light" color="yellow" size="sm" tt="none">
            <Trans>Staff-only note</Trans>
          </Badge>
        )}
      </Group>
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
        {text}
      </Text>
      {orders.length > 0 && (
        <Text size="sm">
          <Trans>Orders: {orders.join(", ")}</Trans>
        </Text>
      )}
      {quotes.map((quote) => (
        <Text key={`${quote.kind} ${quote.id}`} size="sm" c="dimmed" pl="xs">
          — {quote.says.text}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {spoken(at)}
      </Text>
    </Paper>
  );
}
