import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AppealQueue, QueuesQuery } from "../graph/graphql";
import { QUEUE, useSay } from "../words";

interface Props {
  readonly chosen: AppealQueue | null;
  readonly counts: QueuesQuery["appealQueues"];
}

/** All queues or one, with how many wait and how many are late. */
export function QueueTabs({ chosen, counts }: Props) {
  const { t } = useLingui();
  const say = useSay();
  return (
    <Group gap="xs" component="nav" aria-label={t`Queues`}>
      <Tab search={{}} here={chosen === null}>
        <Trans>All</Trans>
      </Tab>
      {counts.map(({ queue, waiting, overdue, nobodyThere }) => (
        <Tab key={queue} search={{ queue }} here={chosen === queue}>
          {say(QUEUE[queue])} {waiting}
          {overdue > 0 && (
            <Badge ml={6} size="sm" color="red" variant="light" tt="none">
              <Trans>{overdue} late</Trans>
            </Badge>
          )}
          {nobodyThere && waiting > 0 && (
            <Badge ml={6} size="sm" color="yellow" variant="light" tt="none">
              <Trans>no one on duty</Trans>
            </Badge>
          )}
        </Tab>
      ))}
    </Group>
  );
}

interface TabProps {
  readonly search: { queue?: AppealQueue };
  readonly here: boolean;
  readonly children: React.ReactNode;
}

function Tab({ search, here, children }: TabProps) {
  return (
    <Button
      renderRoot={(props) => <Link to="/desk" search={search} {...props} />}
      size="compact-md"
      variant={here ? "light" : "default"}
      aria-current={here ? "page" : undefined}
    >
      {children}
    </Button>
  );
}
