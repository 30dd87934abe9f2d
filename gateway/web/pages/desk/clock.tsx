// What is due, by the gateway's clock.
import { Trans } from "@lingui/react/macro";
import { Badge, Text, Tooltip } from "@mantine/core";
import { lengthOf, spoken } from "../shared/words/times";

const NEAR = 4 * 3_600_000;
interface Clocked {
  readonly firstAnsweredAt?: string | null;
  readonly firstAnswerDue: string;
  readonly promisedAt?: string | null;
}

/** What the member was promised next, and by when. */
export const dueOf = ({ firstAnsweredAt, firstAnswerDue, promisedAt }: Clocked): string | null =>
  firstAnsweredAt ? (promisedAt ?? null) : firstAnswerDue;

/** How long until; red when it is over, yellow when that is near. */
export function Due({ at, now }: { readonly at: string | null | undefined; readonly now: number }) {
  if (!at)
    return (
      <Text size="sm" c="dimmed" span>
        <Trans>no deadline</Trans>
      </Text>
    );
  const left = Date.parse(at) - now;
  const length = lengthOf(Math.abs(left));
  return (
    <Tooltip label={spoken(at)}>
      <Badge
        component="time"
        dateTime={at}
        variant="light"
        tt="none"
        color={left < 0 ? "red" : left < NEAR ? "yellow" : "gray"}
        {...(left >= NEAR && { c: "var(--mantine-color-text)" })}
      >
        {left < 0 ? <Trans>{length} late</Trans> : <Trans>in {length}</Trans>}
      </Badge>
    </Tooltip>
  );
}
