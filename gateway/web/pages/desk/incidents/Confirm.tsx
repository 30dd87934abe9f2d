import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { useSession } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  ConfirmIncidentDocument,
  DismissIncidentDocument,
  type IncidentSaidFragment,
  SecondIncidentDocument,
} from "../graph/graphql";
import { useMay } from "../may";
import { ReasonForm } from "../parts/ReasonForm";
import { BothTexts, NO_TEXTS, whole } from "./BothTexts";

interface Props {
  readonly incident: IncidentSaidFragment;
}

/** Confirmed, so that everyone gets the remedy; or a false alarm. */
export function Confirm({ incident }: Props) {
  const may = useMay();
  const { state } = incident;
  if (!may("confirmIncident")) return null;
  return (
    <>
      {state === "PREVIEWED" && <ItIs incident={incident} />}
      {state === "PROPOSED" && <Second incident={incident} />}
      {(state === "SUSPECTED" || state === "PREVIEWED") && <ItIsNot incident={incident} />}
    </>
  );
}

function ItIs({ incident: { id } }: Props) {
  const { t } = useLingui();
  const [says, setSays] = useState(NO_TEXTS);
  return (
    <Section title={<Trans>Confirm it</Trans>}>
      <ReasonForm
        document={ConfirmIncidentDocument}
        answerOf={(data) => data.confirmIncident}
        given={whole(says) ? { id, says } : null}
        says={t`Confirm: everyone affected gets it`}
        reads={t`Staff read it.`}
        done={() => {}}
      >
        <BothTexts label={t`What the members affected read`} texts={says} set={setSays} />
      </ReasonForm>
    </Section>
  );
}

function Second({ incident: { id, proposedBy } }: Props) {
  const own = useSession()?.id === proposedBy?.id;
  const { run, busy, problem } = useCommand(SecondIncidentDocument, (data) => data.secondIncident);
  return (
    <Section title={<Trans>Waiting for a second person</Trans>}>
      {own ? (
        <Text size="sm">
          <Trans>You proposed it, so someone else has to confirm it.</Trans>
        </Text>
      ) : (
        <Button loading={busy} onClick={() => run({ id })}>
          <Trans>Confirm it</Trans>
        </Button>
      )}
      <ProblemNote says={problem?.message} />
    </Section>
  );
}

function ItIsNot({ incident: { id } }: Props) {
  const { t } = useLingui();
  const [says, setSays] = useState(NO_TEXTS);
  return (
    <Section title={<Trans>Or say that it is none</Trans>}>
      <ReasonForm
        document={DismissIncidentDocument}
        answerOf={(data) => data.dismissIncident}
        given={whole(says) ? { id, says } : null}
        says={t`It is a false alarm`}
        reads={t`Staff read it.`}
        done={() => {}}
      >
        <BothTexts label={t`What the members affected read`} texts={says} set={setSays} />
      </ReasonForm>
    </Section>
  );
}
