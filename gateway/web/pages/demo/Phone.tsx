import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { Section } from "../shared/parts/Section";
import { type CaughtMessage, messagesTo } from "./development";
import { DemoPhoneDocument } from "./graph/graphql";
import { Message } from "./Message";

const LOOKS_EVERY = 1000;

/** Each SMS as it comes. */
export function Phone() {
  const [{ data }] = useQuery({ query: DemoPhoneDocument });
  const number = data?.me?.profile?.phone ?? "";
  const messages = useMessages(number);
  return (
    <Section title={<Trans>Phone {number}</Trans>}>
      <Stack gap="xs" aria-live="polite">
        {messages.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>Nothing came yet.</Trans>
          </Text>
        )}
        {messages.map((message) => (
          <Message key={message.id} {...message} />
        ))}
      </Stack>
    </Section>
  );
}

function useMessages(number: string): readonly CaughtMessage[] {
  const [messages, setMessages] = useState<readonly CaughtMessage[]>([]);
  useEffect(() => {
    if (!number) return;
    const look = () => messagesTo(number).then(setMessages, () => setMessages([]));
    look();
    const looking = setInterval(look, LOOKS_EVERY);
    return () => clearInterval(looking);
  }, [number]);
  return messages;
}
