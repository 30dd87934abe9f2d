import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, List, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { count } from "../../shared/words/numbers";
import type { DeadLetterFilter, SkipReason } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";
import { SKIPPED } from "../running/words";
import { useSay } from "../words";
import { lookedAt, type Replayed, useReplaying } from "./replaying";

interface Props {
  readonly filter: DeadLetterFilter;
  readonly total: number;
  readonly sent: () => void;
}

/** First looks what sending all of these again would do, and then does it. */
export function SendAgain({ filter, total, sent }: Props) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const replaying = useReplaying(filter);
  const look = () => {
    open();
    replaying.go(true);
  };
  useShortcuts([{ key: "s", says: t`See what sending these again would do`, act: look }]);
  const leave = () => {
    replaying.stop();
    if (replaying.found && !replaying.found.dryRun) sent();
    replaying.forget();
    close();
  };
  return (
    <>
      <Button onClick={look} disabled={total === 0}>
        <Trans>Send these again…</Trans>
      </Button>
      <Dialogue opened={opened} onClose={leave} title={<Trans>Send these again</Trans>}>
        <Stack aria-live="polite">
          {replaying.found && <Found found={replaying.found} total={total} />}
          <ProblemNote says={replaying.problem} />
          <Group>
            {replaying.busy && (
              <Button variant="default" onClick={replaying.stop}>
                <Trans>Stop</Trans>
              </Button>
            )}
            {replaying.found?.dryRun && !replaying.busy && (
              <Button
                onClick={() => replaying.go(false)}
                disabled={replaying.found.sent === 0}
                data-autofocus
              >
                <Trans>Send {count(replaying.found.sent)} again</Trans>
              </Button>
            )}
          </Group>
        </Stack>
      </Dialogue>
    </>
  );
}

function Found({ found, total }: { readonly found: Replayed; readonly total: number }) {
  const { t } = useLingui();
  const say = useSay();
  const skipped = Object.entries(found.skipped) as [SkipReason, number][];
  const looked = lookedAt(found);
  return (
    <>
      <Progress
        value={found.whole ? 100 : Math.min(99, (100 * looked) / Math.max(1, total))}
        aria-label={t`How many were looked at`}
      />
      <Text fw={600}>
        {found.dryRun ? (
          <Plural value={found.sent} one="# would be sent again" other="# would be sent again" />
        ) : (
          <Plural value={found.sent} one="# is on its way" other="# are on their way" />
        )}
      </Text>
      {skipped.length > 0 && (
        <>
          <Text size="sm">
            <Trans>Not sent again:</Trans>
          </Text>
          <List size="sm">
            {skipped.map(([reason, number]) => (
              <List.Item key={reason}>
                {count(number)}: {say(SKIPPED[reason])}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </>
  );
}
