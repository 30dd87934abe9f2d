import type {
  AppealQueue,
  CaseReason,
  Cause,
  QueueRuleInput,
  RuleSaidFragment,
} from "../graph/graphql";

/** What may have to be so, or not so. */
export const FACTS = ["security", "escalated", "late", "incident"] as const;
/** What may have to be at least, or at most, so much. */
export const AMOUNTS = [
  "paidAtLeast",
  "planRankAtLeast",
  "claimedAtLeast",
  "ageAtLeast",
  "leftAtMost",
] as const;

export type Fact = (typeof FACTS)[number];
export type Amount = (typeof AMOUNTS)[number];

/** A rule as it is written. `id`: of the row, for this page alone. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly queue: AppealQueue;
  readonly causes: readonly Cause[];
  readonly openedBecause: readonly CaseReason[];
  readonly facts: Readonly<Record<Fact, boolean | null>>;
  readonly amounts: Readonly<Record<Amount, number | "">>;
}

const NO_FACTS: Rule["facts"] = { security: null, escalated: null, late: null, incident: null };
const NO_AMOUNTS: Rule["amounts"] = {
  paidAtLeast: "",
  planRankAtLeast: "",
  claimedAtLeast: "",
  ageAtLeast: "",
  leftAtMost: "",
};

export const newRule = (id: string): Rule => ({
  id,
  name: "",
  queue: "STANDARD",
  causes: [],
  openedBecause: [],
  facts: NO_FACTS,
  amounts: NO_AMOUNTS,
});

export function begun({ name, queue, when }: RuleSaidFragment, at: number): Rule {
  const facts = Object.fromEntries(FACTS.map((fact) => [fact, when[fact] ?? null]));
  const amounts = Object.fromEntries(AMOUNTS.map((amount) => [amount, when[amount] ?? ""]));
  return {
    id: `${at} ${name}`,
    name,
    queue,
    causes: when.causes,
    openedBecause: when.openedBecause,
    facts: facts as Rule["facts"],
    amounts: amounts as Rule["amounts"],
  };
}

export function command({
  name,
  queue,
  causes,
  openedBecause,
  facts,
  amounts,
}: Rule): QueueRuleInput {
  const given = AMOUNTS.map((one) => [one, amounts[one] === "" ? null : amounts[one]] as const);
  const most = Object.fromEntries(given) as Record<Amount, number | null>;
  return {
    name,
    queue,
    when: { causes: [...causes], openedBecause: [...openedBecause], ...facts, ...most },
  };
}

/** The rule one place up or down. */
export function moved(rules: readonly Rule[], from: number, by: -1 | 1): Rule[] {
  const next = [...rules];
  const [one, other] = [next[from], next[from + by]];
  if (!one || !other) return next;
  next[from + by] = one;
  next[from] = other;
  return next;
}
