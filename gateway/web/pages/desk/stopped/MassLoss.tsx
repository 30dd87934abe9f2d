import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  DecideMassLossDocument,
  type MassLossDecision,
  type MassLossSaidFragment,
} from "../graph/graphql";
import { useMay } from "../may";
import { FactList } from "../parts/FactList";
import { ReasonForm } from "../parts/ReasonForm";
import { CAUSE, useSay } from "../words";
import { DECISION, STOPPED } from "./words";

interface Props {
  readonly loss: MassLossSaidFragment;
  readonly again: () => void;
}

/** How many would lose something, how many were to be expected, and what was decided. */
export function MassLoss({ loss, again }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const may = useMay();
  const waits = loss.state === "OPEN" || loss.state === "PROPOSED";
  const facts = [
    { key: "hour", is: t`Hour`, says: spoken(loss.window) },
    { key: "coming", is: t`Would lose something`, says: loss.coming },
    { key: "expected", is: t`Were to be expected`, says: loss.expected },
    { key: "allowance", is: t`Let pass beside those`, says: loss.allowance },
    { key: "deferred", is: t`Wait, or waited`, says: loss.deferred },
    { key: "settled", is: t`Carried out`, says: loss.settled },
    { key: "by", is: t`Decided by`, says: loss.decidedBy.join(", ") },
    { key: "at", is: t`Decided`, says: loss.decidedAt && spoken(loss.decidedAt) },
    { key: "pass", is: t`Lets pass until`, says: loss.passUntil && spoken(loss.passUntil) },
  ];
  return (
    <Section title={`${say(CAUSE[loss.cause])} · ${say(STOPPED[loss.state])}`}>
      <FactList facts={facts} />
      {loss.decision && (
        <Text size="sm">
          {say(DECISION[loss.decision])}: {loss.reason}
        </Text>
      )}
      {waits && may("decideMassLoss") && <Decide loss={loss} again={again} />}
      {waits && !may("decideMassLoss") && (
        <Text size="sm">
          <Trans>An administrator decides it.</Trans>
        </Text>
      )}
    </Section>
  );
}

function Decide({ loss, again }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const [decision, setDecision] = useState<MassLossDecision | null>(loss.decision ?? null);
  const [until, setUntil] = useState("");
  const passUntil = decision === "RELEASE" && until ? new Date(until).toISOString() : null;
  return (
    <ReasonForm
      document={DecideMassLossDocument}
      answerOf={(data) => data.decideMassLoss}
      given={decision && { id: loss.id, decision, passUntil }}
      says={t`Decide`}
      done={again}
    >
      <SegmentedControl
        aria-label={t`Decision`}
        data={[
          { value: "RELEASE", label: t`Let them happen` },
          { value: "DISCARD", label: t`Discard them` },
        ]}
        value={decision ?? ""}
        onChange={(value) => setDecision(value as MassLossDecision)}
      />
      {decision && <Text size="sm">{say(DECISION[decision])}</Text>}
      {decision === "RELEASE" && (
        <TextInput
          type="datetime-local"
          label={t`Let pass what else of this cause falls due until`}
          description={t`Left empty: to the end of the hour.`}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      )}
    </ReasonForm>
  );
}
