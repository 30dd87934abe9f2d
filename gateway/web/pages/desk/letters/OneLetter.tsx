import { Trans } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { spoken } from "../../shared/words/times";
import { type DeadLettersQuery, ReplayDeliveriesDocument } from "../graph/graphql";
import { Figures } from "../parts/Figures";
import { MemberLink } from "../parts/MemberLink";
import { CHANNEL, SKIPPED } from "../running/words";
import { useSay } from "../words";

export type Letter = NonNullable<DeadLettersQuery["deadLetters"]>["nodes"][number];

interface Props {
  readonly letter: Letter | null;
  readonly close: () => void;
  readonly sent: () => void;
}

/** All that is known of one, which can be sent again by itself. */
export function OneLetter({ letter, close, sent }: Props) {
  return (
    <Dialogue opened={letter !== null} onClose={close} title={<Trans>A message given up</Trans>}>
      {letter && <Known letter={letter} close={close} sent={sent} />}
    </Dialogue>
  );
}

function Known({ letter, close, sent }: Props & { readonly letter: Letter }) {
  const say = useSay();
  const replay = useCommand(ReplayDeliveriesDocument, (data) => data.replayDeliveries);
  const [refusal, setRefusal] = useState("");
  const send = async () => {
    const done = await replay.run({
      ids: [letter.id],
      filter: null,
      limit: 1,
      after: null,
      dryRun: false,
    });
    const why = done?.skipped[0]?.reason;
    setRefusal(why ? say(SKIPPED[why]) : "");
    if (!done || why) return;
    sent();
    close();
  };
  return (
    <Stack>
      <Figures
        figures={[
          { says: <Trans>Member</Trans>, value: <MemberLink memberId={letter.memberId} /> },
          { says: <Trans>About</Trans>, value: letter.eventType },
          { says: <Trans>Channel</Trans>, value: say(CHANNEL[letter.channel]) },
          { says: <Trans>Given up</Trans>, value: spoken(letter.at) },
          { says: <Trans>Tried</Trans>, value: letter.attempts },
        ]}
      />
      <Text>{[letter.code, letter.reason].filter(Boolean).join(" · ")}</Text>
      {refusal && <ProblemNote says={refusal} />}
      <ProblemNote says={replay.problem?.message} />
      <Button onClick={send} loading={replay.busy}>
        <Trans>Send it again</Trans>
      </Button>
    </Stack>
  );
}
