import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { HOLD, RELEASED_BY, useSay } from "../words";
import type { Standing } from "./member";

/** What blocks it, who releases that, and when at the latest. */
export function Holds({ holds }: Pick<Standing, "holds">) {
  const say = useSay();
  if (holds.length === 0) return null;
  return (
    <Section title={<Trans>Holds</Trans>}>
      {holds.map(({ kind, reason, placedAt, latestRelease, releasedBy, orderId }) => (
        <Stack key={kind} gap={2}>
          <Text size="sm" fw={600}>
            {say(HOLD[kind])} {orderId}
          </Text>
          {reason && <Text size="sm">{reason}</Text>}
          <Text size="sm" c="dimmed">
            <Trans>Since {spoken(placedAt)}.</Trans> {say(RELEASED_BY[releasedBy])}{" "}
            {latestRelease && <Trans>It ends by itself on {spoken(latestRelease)}.</Trans>}
          </Text>
        </Stack>
      ))}
    </Section>
  );
}
