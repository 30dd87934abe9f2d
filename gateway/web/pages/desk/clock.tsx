// By the gateway's clock: a browser's own may be wrong, and that of development can be moved.
import { Trans } from "@lingui/react/macro";
import { Badge, Text, Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";
import { facts } from "../shared/facts";
import { lengthOf, spoken } from "../shared/words/times";

const NEAR = 4 * 3_600_000;
const TICK = 15_000;

async function gatewayTime(): Promise<number> {
  if (facts.development) return Date.parse(await (await import("../demo/development")).now());
  const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" });
  return Date.parse(answer.headers.get("date") ?? new Date().toISOString());
}

/** Milliseconds; goes on by itself, and is asked for anew now and then. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    let gone = false;
    const ask = async () => {
      const time = await gatewayTime().catch(() => Date.now());
      if (!gone) setNow(time);
    };
    ask();
    const ticking = setInterval(ask, TICK);
    return () => {
      gone = true;
      clearInterval(ticking);
    };
  }, []);
  return now;
}

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
        <Trans>no clock runs</Trans>
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
