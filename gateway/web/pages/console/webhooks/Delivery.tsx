import { Trans } from "@lingui/react/macro";
import { Accordion, Badge, Code, Group, Stack, Text } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import type { DeliveriesQuery, WebhookState } from "../graph/graphql";
import { Json } from "../parts/Json";
import { useErrorWords, useEventWords, useStateWords } from "../words";

type Page = NonNullable<NonNullable<DeliveriesQuery["webhookEndpoint"]>["deliveries"]>;
type Shown = Page["nodes"][number];
type Attempt = Shown["attempts"][number];

const COLOURS: Record<WebhookState, string> = {
  PENDING: "yellow",
  DELIVERED: "brand",
  CANCELLED: "gray",
};

/** One event: its body, and each call with its answer. */
export function Delivery({ shown }: { readonly shown: Shown }) {
  const events = useEventWords();
  const states = useStateWords();
  return (
    <Accordion.Item value={shown.webhookId}>
      <Accordion.Control>
        <Group gap="xs">
          <Badge variant="light" color={COLOURS[shown.state]} tt="none">
            {states[shown.state]}
          </Badge>
          <Text size="sm" fw={600}>
            {events[shown.event]}
          </Text>
          <Text size="sm" dir="auto">
            {shown.memberId}
          </Text>
          <Text size="sm" c="dimmed">
            {spoken(shown.at)}
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Whole shown={shown} />
      </Accordion.Panel>
    </Accordion.Item>
  );
}

function Whole({ shown }: { readonly shown: Shown }) {
  return (
    <Stack gap="xs">
      <Text size="sm">
        <Code>{shown.webhookId}</Code>
        {shown.sequence && (
          <>
            {" "}
            · <Trans>number {shown.sequence} of this member</Trans>
          </>
        )}
      </Text>
      {shown.nextAt && (
        <Text size="sm">
          <Trans>Tried next {spoken(shown.nextAt, undefined, "second")}.</Trans>
        </Text>
      )}
      {shown.attempts.length === 0 && (
        <Text size="sm">
          <Trans>Not called yet.</Trans>
        </Text>
      )}
      {shown.attempts.map((one) => (
        <Call key={one.at} attempt={one} />
      ))}
      {shown.body ? (
        <Json text={shown.body} label={<Trans>Body</Trans>} />
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>
            Dropped, as the member withdrew or shares something else now: nothing of it is kept.
          </Trans>
        </Text>
      )}
    </Stack>
  );
}

function Call({ attempt }: { readonly attempt: Attempt }) {
  const errors = useErrorWords();
  const { at, status, tookMs, error, response } = attempt;
  return (
    <Stack gap={4}>
      <Text size="sm">
        {spoken(at, undefined, "second")} ·{" "}
        {status ? <Trans>answered {status}</Trans> : <Trans>no answer</Trans>} ·{" "}
        <Trans>{tookMs} ms</Trans>
        {error && ` · ${errors[error]}`}
      </Text>
      {response && (
        <Code block dir="auto" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {response}
        </Code>
      )}
    </Stack>
  );
}
