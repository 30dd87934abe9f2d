import { Trans } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { Countdown, useLeft } from "../../shared/parts/Countdown";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { UndoChangeDocument } from "../graph/graphql";
import type { Stands } from "./stands";

/** What was done by mistake is taken back in one step, while that is possible. */
export function Undo({ membership, now }: Stands & { readonly now: string }) {
  return (
    membership.undo && <Offer until={membership.undo.until} now={now} key={membership.version} />
  );
}

function Offer({ until, now }: { readonly until: string; readonly now: string }) {
  const { run, busy, problem } = useCommand(UndoChangeDocument, (data) => data.undoChange);
  if (useLeft(until, now) <= 0) return null;
  return (
    <Section title={<Trans>Was that a mistake?</Trans>}>
      <Text>
        <Trans>
          You can take your last change back for another <Countdown until={until} now={now} />.
          Everything will be as it was before.
        </Trans>
      </Text>
      <ProblemNote says={problem?.message} />
      <Button loading={busy} onClick={() => run({})}>
        <Trans>Undo it</Trans>
      </Button>
    </Section>
  );
}
