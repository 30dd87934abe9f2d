import { Trans } from "@lingui/react/macro";
import { useCommand } from "../../shared/asking/command";
import { ReleaseHoldDocument, type StandingFragment } from "../graph/graphql";
import { CodeForm } from "../proving/CodeForm";

interface Props {
  readonly holds: readonly Pick<StandingFragment["holds"][number], "kind" | "releasedBy">[];
}

/** Ends a hold that is the member's to end. */
export function Release({ holds }: Props) {
  const { run, busy, problem } = useCommand(ReleaseHoldDocument, (data) => data.releaseHold);
  const hold = holds.find((one) => one.releasedBy !== "STAFF" && one.kind !== "CONTACT_CHECK");
  if (!hold) return null;
  return (
    <CodeForm
      key={hold.kind}
      purpose="RELEASE_HOLD"
      says={<Trans>Release it</Trans>}
      give={(code) => run({ kind: hold.kind, code })}
      busy={busy}
      problem={problem?.message}
    />
  );
}
