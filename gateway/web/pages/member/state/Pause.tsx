import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { PauseDocument } from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";

/** For who is away for a while: the period stands still. */
export function Pause() {
  const { run, busy, problem } = useCommand(PauseDocument, (data) => data.pauseMembership);
  return (
    <>
      <Text size="sm" c="dimmed">
        <Trans>
          While it is paused nothing can be used and no day is lost. Resume whenever you like; after
          a while it resumes by itself.
        </Trans>
      </Text>
      <Confirmed
        purpose="PAUSE"
        says={<Trans>Pause the membership</Trans>}
        act={(code) => run({}, code ? { code } : {})}
        busy={busy}
        problem={problem}
      />
    </>
  );
}
