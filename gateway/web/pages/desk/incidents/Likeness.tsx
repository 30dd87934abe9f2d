import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { listed, spoken } from "../../shared/words/times";
import type { IncidentSaidFragment } from "../graph/graphql";
import { FactList } from "../parts/FactList";
import { useWho } from "../who";
import { CAUSE, useSay } from "../words";
import { ALIKE, ELSEWHERE } from "./words";

/** What its losses have in common, and who says so. */
export function Likeness({ incident }: { readonly incident: IncidentSaidFragment }) {
  const say = useSay();
  const { why, elsewhere, reason, says } = incident;
  const alike = listed(why.map(({ alikeIn, points }) => `${say(ALIKE[alikeIn])} (${points})`));
  return (
    <Section title={<Trans>What it is</Trans>}>
      <FactList facts={useFacts(incident)} />
      {why.length > 0 && (
        <Text size="sm">
          <Trans>Alike in: {alike}</Trans>
        </Text>
      )}
      {elsewhere && (
        <Text size="sm">
          {say(ELSEWHERE[elsewhere.kind])}: {elsewhere.id}
        </Text>
      )}
      {reason && <Text size="sm">{reason}</Text>}
      {says && (
        <Text size="sm">
          <Trans>Members read: {says.text}</Trans>
        </Text>
      )}
    </Section>
  );
}

function useFacts(incident: IncidentSaidFragment) {
  const { t } = useLingui();
  const say = useSay();
  const who = useWho();
  const { traits, openedBy, proposedBy, confirmedBy } = incident;
  return [
    { key: "cause", is: t`Cause`, says: say(CAUSE[traits.cause]) },
    { key: "source", is: t`Brought about by`, says: traits.source },
    { key: "plan", is: t`Plan`, says: traits.plan },
    { key: "since", is: t`Losses since`, says: spoken(incident.since) },
    { key: "until", is: t`Losses until`, says: incident.until && spoken(incident.until) },
    { key: "losses", is: t`Losses so far`, says: incident.losses },
    { key: "opened", is: t`Opened by`, says: openedBy ? who(openedBy) : t`itself` },
    { key: "proposed", is: t`Proposed by`, says: proposedBy && who(proposedBy) },
    { key: "confirmed", is: t`Confirmed by`, says: confirmedBy && who(confirmedBy) },
    { key: "over", is: t`Over since`, says: incident.overAt && spoken(incident.overAt) },
  ];
}
