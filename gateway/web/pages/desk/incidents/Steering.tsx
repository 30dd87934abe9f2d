import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useCommand } from "../../shared/asking/command";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import {
  CancelIncidentDocument,
  type IncidentSaidFragment,
  PauseIncidentDocument,
  ResumeIncidentDocument,
  RetryIncidentDocument,
} from "../graph/graphql";
import { useMay } from "../may";
import { ReasonForm } from "../parts/ReasonForm";

interface Props {
  readonly incident: IncidentSaidFragment;
}

/** Stops a remedy under way, goes on with it, ends it, or tries again what could not be given. */
export function Steering({ incident }: Props) {
  const may = useMay();
  const { id, state, members } = incident;
  const pause = useCommand(PauseIncidentDocument, (data) => data.pauseIncident);
  const resume = useCommand(ResumeIncidentDocument, (data) => data.resumeIncident);
  const retry = useCommand(RetryIncidentDocument, (data) => data.retryIncident);
  if (!may("pauseIncident")) return null;
  const refused = members.some((one) => one.state === "REFUSED" && one.members > 0);
  const press = (busy: boolean, run: () => void, says: ReactNode) => (
    <Button size="compact-md" variant="default" loading={busy} onClick={run}>
      {says}
    </Button>
  );
  return (
    <>
      {state === "RUNNING" && press(pause.busy, () => pause.run({ id }), <Trans>Pause</Trans>)}
      {state === "PAUSED" && press(resume.busy, () => resume.run({ id }), <Trans>Go on</Trans>)}
      {refused && press(retry.busy, () => retry.run({ id }), <Trans>Try these again</Trans>)}
      {["RUNNING", "PAUSED", "PROPOSED"].includes(state) && <Cancel id={id} />}
      <ProblemNote says={(pause.problem ?? resume.problem ?? retry.problem)?.message} />
    </>
  );
}

function Cancel({ id }: { readonly id: string }) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button size="compact-md" variant="default" onClick={open}>
        <Trans>End it</Trans>
      </Button>
      <Dialogue opened={opened} onClose={close} title={<Trans>End it before its time</Trans>}>
        <ReasonForm
          document={CancelIncidentDocument}
          answerOf={(data) => data.cancelIncident}
          given={{ id }}
          says={t`End it`}
          reads={t`Staff read it. Who has the remedy keeps it; nobody else gets it.`}
          done={close}
        />
      </Dialogue>
    </>
  );
}
