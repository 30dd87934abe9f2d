import { Trans } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { lengthOf, spoken } from "../../shared/words/times";
import { Figures } from "../parts/Figures";
import { useSay } from "../words";
import type { Notification, Totals } from "./standing";
import { DELIVERY_STATE } from "./words";

interface Props {
  readonly notification: Notification | null;
  readonly totals: Totals | null;
}

/** What waits, what was given up, and how many there are of what. */
export function Messages({ notification, totals }: Props) {
  if (!notification) return null;
  const { at, oldestDue, deadLetters, openTasks, webhooksWaiting } = notification;
  const waited = oldestDue ? Date.parse(at) - Date.parse(oldestDue) : 0;
  const late = waited > notification.lateAfterSeconds * 1000;
  return (
    <Section title={<Trans>Messages</Trans>}>
      <Figures
        figures={[
          {
            says: <Trans>The longest waiting</Trans>,
            value: oldestDue ? (
              <Text span inherit c={late ? "var(--mantine-color-red-light-color)" : "inherit"}>
                {lengthOf(waited)}
              </Text>
            ) : (
              <Trans>nothing waits</Trans>
            ),
          },
          {
            says: <Trans>Given up</Trans>,
            value: (
              <Anchor inherit component={Link} to="/desk/dead-letters">
                {count(deadLetters)}
              </Anchor>
            ),
          },
          { says: <Trans>Members whom nothing reached</Trans>, value: count(openTasks) },
          { says: <Trans>Endpoints' queues with news</Trans>, value: count(webhooksWaiting) },
        ]}
      />
      {totals && <Deliveries totals={totals} />}
    </Section>
  );
}

function Deliveries({ totals }: { readonly totals: Totals }) {
  const say = useSay();
  return (
    <>
      <Figures
        figures={totals.deliveries.flatMap(({ state, count: number }) => {
          const says = DELIVERY_STATE[state];
          return says ? [{ says: say(says), value: count(number) }] : [];
        })}
      />
      <Text size="xs" c="dimmed">
        <Trans>
          Deliveries that are kept, of {count(totals.alerts)} alerts, counted{" "}
          {spoken(totals.countedAt)}
        </Trans>
      </Text>
    </>
  );
}
