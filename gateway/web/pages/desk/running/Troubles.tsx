import { Trans } from "@lingui/react/macro";
import { Alert, Stack, Text } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import { useSay } from "../words";
import type { Notification, Service } from "./standing";
import { TROUBLE } from "./words";

interface Props {
  readonly notification: Notification | null;
  readonly services: readonly Service[];
}

/** What needs a person, first of all. */
export function Troubles({ notification, services }: Props) {
  const say = useSay();
  const away = services.filter((one) => !one.answers).map((one) => one.name);
  const troubles = notification?.troubles ?? [];
  if (away.length + troubles.length === 0)
    return (
      <Text>
        <Trans>
          Nothing needs attention right now. What does is listed here and sent by e-mail.
        </Trans>
      </Text>
    );
  return (
    <Stack gap="xs">
      {away.map((name) => (
        <Alert key={name} color="red" variant="light" c="var(--mantine-color-text)">
          <Trans>{name} does not answer. Its work goes on where it stopped once it is back.</Trans>
        </Alert>
      ))}
      {troubles.map(({ kind, subject, detail, since }) => (
        <Alert
          key={`${kind} ${subject}`}
          color="yellow"
          variant="light"
          c="var(--mantine-color-text)"
          title={[say(TROUBLE[kind]), subject].filter(Boolean).join(": ")}
        >
          <Trans>since {spoken(since)}</Trans>
          <Text size="sm" lang="en">
            {detail}
          </Text>
        </Alert>
      ))}
    </Stack>
  );
}
