import { Trans } from "@lingui/react/macro";
import { Group } from "@mantine/core";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Behind } from "./Behind";

interface Props {
  readonly problem: {
    readonly message: string;
    readonly earliest: string;
    readonly latest: string;
  };
}

/** A cursor that cannot be gone on from, and where one can. */
export function CursorRefused({ problem }: Props) {
  return (
    <>
      <ProblemNote says={problem.message} />
      <Group>
        <Behind cursor={problem.earliest}>
          <Trans>Go on from the earliest that is kept</Trans>
        </Behind>
        <Behind cursor={problem.latest}>
          <Trans>Go on with what is new</Trans>
        </Behind>
      </Group>
    </>
  );
}
