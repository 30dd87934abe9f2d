import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { listed, spoken } from "../../shared/words/times";
import type { DecidedFragment } from "../graph/graphql";
import { useWho } from "../who";
import { CAUSE, REMEDY, REMEDY_STATE, useSay, VERDICT } from "../words";
import { type Case, namesOf } from "./case";
import { Gives } from "./Gives";

/** What was decided, the latest first. */
export function Decisions({ appeal }: { readonly appeal: Case }) {
  const { decision, earlierDecisions } = appeal;
  const place = useArrival(decision?.at);
  const all = [...(decision ? [decision] : []), ...earlierDecisions.toReversed()];
  if (all.length === 0) return null;
  return (
    <Section title={<Trans>Decided</Trans>}>
      <Stack gap="lg" ref={place} tabIndex={-1}>
        {all.map((one) => (
          <Decided key={one.at} decision={one} appeal={appeal} />
        ))}
      </Stack>
    </Section>
  );
}

/** Where a decision appears that was not there before: whoever made it is led to it. */
function useArrival(at: string | undefined) {
  const place = useRef<HTMLDivElement>(null);
  const known = useRef(at);
  useEffect(() => {
    if (at === known.current) return;
    known.current = at;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: "center" });
  }, [at]);
  return place;
}

interface Props {
  readonly decision: DecidedFragment;
  readonly appeal: Case;
}

function Decided({ decision, appeal }: Props) {
  const say = useSay();
  const who = useWho();
  const { verdict, cause, reason, remedies, remedyState, given, refusal, cites } = decision;
  return (
    <Stack gap={4}>
      <Text fw={600}>
        {say(VERDICT[verdict])} · {say(CAUSE[cause])}
      </Text>
      <Text size="sm">{reason}</Text>
      {decision.differenceReason && <Text size="sm">{decision.differenceReason}</Text>}
      {decision.rule && <Text size="sm">{decision.rule.says.text}</Text>}
      <Text size="sm">
        {remedies.map(({ kind }) => say(REMEDY[kind])).join(", ")} ·{" "}
        {say(REMEDY_STATE[remedyState])}
      </Text>
      {given && <Gives gives={given} />}
      <ProblemNote says={refusal?.message} />
      {cites.clause && (
        <Text size="sm">
          <Trans>
            By clause {cites.clause}, version {cites.clauseVersion}
          </Trans>
        </Text>
      )}
      {cites.evidence.length > 0 && (
        <Text size="sm">
          <Trans>It cites: {listed(namesOf(appeal, cites.evidence))}</Trans>
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {who(decision.by)}
        {decision.confirmedBy && ` + ${who(decision.confirmedBy)}`} · {spoken(decision.at)}
      </Text>
    </Stack>
  );
}
