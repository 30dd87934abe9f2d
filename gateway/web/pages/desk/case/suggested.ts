import type { Cause, HoldKind } from "../graph/graphql";
import type { Case } from "./case";
import { NO_PART, type Part } from "./ruling";
import type { Standing } from "./standing";

type Membership = NonNullable<Standing["membership"]>;

const LAPSES: readonly Cause[] = ["LAPSED", "PAYMENT_FAILED"];
const HELD_BY: Partial<Record<Cause, HoldKind>> = {
  MEMBER_FROZE: "MEMBER_FREEZE",
  MEMBER_PAUSED: "MEMBER_PAUSE",
  NEW_DEVICE: "NEW_DEVICE",
  COMPROMISE: "COMPROMISE",
  THIRD_PARTY_RENEWAL: "THIRD_PARTY_RENEWAL",
  CONTACT_OUTDATED: "CONTACT_CHECK",
};

/** What would take the loss back, by docs/remedies.md; nothing where nothing was lost. */
export function suggested({ caseFile }: Case, standing: Standing | null): Part {
  const membership = standing?.membership;
  const explanation = caseFile?.explanation;
  if (!membership || !explanation?.cause) return NO_PART;
  const hold = heldBy(explanation.cause, membership);
  if (hold) return { ...NO_PART, kind: "LIFT_HOLD", hold };
  if (caseFile?.lostUntil || isBack(membership, explanation.entitled))
    return { ...NO_PART, kind: explanation.moneyLost.amount > 0 ? "CREDIT" : "EXTEND" };
  const lapsed = LAPSES.includes(explanation.cause) && !membership.entitled;
  return { ...NO_PART, kind: lapsed ? "RENEW" : "RESTORE" };
}

function heldBy(cause: Cause, { holds }: Membership): HoldKind | null {
  const kind = HELD_BY[cause];
  return holds.find((one) => one.kind === kind)?.kind ?? null;
}

/** For good: what is restored for as long as an answer is late ends with the decision. */
const isBack = ({ entitled, provisional }: Membership, entitledThen: boolean): boolean =>
  entitled && !entitledThen && !provisional?.inForce;
