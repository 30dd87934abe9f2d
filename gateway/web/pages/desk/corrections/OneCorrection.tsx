import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useSession } from "../../shared/asking/session";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { Start } from "../bulk/Start";
import type { CorrectionsSaidFragment } from "../graph/graphql";
import { useMay } from "../may";
import { FactList } from "../parts/FactList";
import { useWho } from "../who";
import { useSay } from "../words";
import { Going } from "./Going";
import { Second } from "./Second";
import { TriedOut } from "./TriedOut";
import { ACT, STATE } from "./words";

interface Props {
  readonly one: CorrectionsSaidFragment;
  readonly again: () => void;
}

/** What somebody wants to change, of whom, and what it would do. */
export function OneCorrection({ one, again }: Props) {
  const say = useSay();
  const may = useMay();
  const own = useSession()?.id === one.requestedBy.id;
  const waits = one.state === "REQUESTED";
  return (
    <Section title={`${say(ACT[one.act])} · ${say(STATE[one.state])}`}>
      <Text size="sm">{one.reason}</Text>
      <FactList facts={useFacts(one)} />
      <TriedOut one={one} />
      <Going one={one} />
      {one.state === "PREVIEWED" && may("startCorrections") && (
        <Start id={one.id} members={one.members} possible={one.possible} again={again} />
      )}
      {one.refusal && <Text size="sm">{one.refusal}</Text>}
      {waits && own && (
        <Text size="sm">
          <Trans>You asked for it, so someone else has to confirm it.</Trans>
        </Text>
      )}
      {waits && !own && may("confirmCorrections") && <Second id={one.id} again={again} />}
    </Section>
  );
}

function useFacts(one: CorrectionsSaidFragment) {
  const { t } = useLingui();
  const who = useWho();
  return [
    { key: "by", is: t`Asked for by`, says: `${who(one.requestedBy)}, ${spoken(one.at)}` },
    { key: "days", is: t`Days`, says: one.days },
    { key: "plan", is: t`Plan`, says: one.plan },
    { key: "amount", is: t`Amount`, says: one.amount?.formatted },
    { key: "other", is: t`The account that ends`, says: one.otherId },
    { key: "members", is: t`Members`, says: one.members },
    { key: "done", is: t`Corrected`, says: one.corrected || null },
    { key: "refused", is: t`Could not be done`, says: one.refused || null },
    { key: "until", is: t`Waits until`, says: one.expiresAt && spoken(one.expiresAt) },
    {
      key: "second",
      is: t`Second person`,
      says: one.decidedBy && one.decidedAt && `${who(one.decidedBy)}, ${spoken(one.decidedAt)}`,
    },
  ];
}
