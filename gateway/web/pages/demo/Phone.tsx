import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { Section } from "../shared/parts/Section";
import { Clock } from "./Clock";
import { type CaughtMessage, messagesTo } from "./development";
import { DemoPhoneDocument } from "./graph/graphql";
import { Message } from "./Message";

const LOOKS_EVERY = 1000;

function useProfile() {
  const [{ data }] = useQuery({ query: DemoPhoneDocument });
  return data?.me?.profile;
}

/** In the member's zone, as the page and the messages name times. */
export function TheirClock() {
  return <Clock zone={useProfile()?.timeZone} />;
}

/** Each SMS as it comes. */
export function TheirPhone() {
  const profile = useProfile();
  const number = profile?.phone ?? "";
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
          <Message key={message.id} {...message} zone={profile?.timeZone} />
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
