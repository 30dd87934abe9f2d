import { Plural, Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { count } from "../../shared/words/numbers";
import { StartCorrectionsDocument } from "../graph/graphql";
import { Sure } from "../parts/Sure";

interface Props {
  readonly id: string;
  readonly members: number;
  readonly possible: number;
  readonly again: () => void;
}

/** What was tried out is done: each member once, also after a crash. */
export function Start({ id, members, possible, again }: Props) {
  const start = useCommand(StartCorrectionsDocument, (data) => data.startCorrections);
  const act = async () => {
    const done = await start.run({ id });
    if (done) again();
    return done !== null;
  };
  return (
    <Sure
      says={<Trans>Review and carry out</Trans>}
      does={<Plural value={possible} one="Do it for # member" other="Do it for # members" />}
      act={act}
      busy={start.busy}
      problem={start.problem?.message}
      ready={possible > 0}
      disabled={possible === 0}
      w="fit-content"
    >
      <Text>
        <Trans>
          Of {count(members)} members {count(possible)} get it, each of them once, and each is told
          with the reason. Those to whom it cannot be done stay as they are.
        </Trans>
      </Text>
    </Sure>
  );
}
