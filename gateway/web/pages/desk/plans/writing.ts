import type { BenefitKind, PlanSaidFragment, SavePlanDraftInput } from "../graph/graphql";
import { type Both, isWhole, NO_WORDS } from "../parts/BothLanguages";

type Unit = "days" | "months" | "years";

export interface WrittenBenefit {
  readonly code: string;
  readonly kind: BenefitKind;
  readonly name: Both;
  readonly value: string;
}

/** A plan as it is written; `price` in minor units, numbers empty until they are written. */
export interface WrittenPlan {
  readonly name: Both;
  readonly rank: number | "";
  readonly price: number | "";
  readonly length: number | "";
  readonly unit: Unit;
  readonly graceHours: number | "";
  readonly discount: string;
  readonly fallsTo: string;
  readonly benefits: readonly WrittenBenefit[];
}

const EMPTY: WrittenPlan = {
  name: NO_WORDS,
  rank: "",
  price: "",
  length: 1,
  unit: "months",
  graceHours: 24,
  discount: "0.90",
  fallsTo: "",
  benefits: [],
};

export const NO_BENEFIT: WrittenBenefit = {
  code: "",
  kind: "BOOLEAN",
  name: NO_WORDS,
  value: "true",
};

const both = ({ zh, en }: Both): Both => ({ zh, en });

export function begun(plan: PlanSaidFragment | null): WrittenPlan {
  if (!plan) return EMPTY;
  const { days, months, years } = plan.period;
  const unit: Unit = years > 0 ? "years" : months > 0 ? "months" : "days";
  return {
    name: both(plan.name),
    rank: plan.rank,
    price: plan.price.amount,
    length: years || months || days,
    unit,
    graceHours: plan.graceHours,
    discount: plan.discount,
    fallsTo: plan.fallsTo ?? "",
    benefits: plan.benefits.map(({ code, kind, name, value }) => ({
      code,
      kind,
      name: both(name),
      value,
    })),
  };
}

/** Null: something that every plan has is not written. */
export function command(
  code: string,
  written: WrittenPlan,
): Omit<SavePlanDraftInput, "idempotencyKey"> | null {
  const { name, rank, price, length, unit, graceHours, discount, fallsTo, benefits } = written;
  if (!isWhole(name) || rank === "" || price === "" || length === "" || graceHours === "")
    return null;
  return {
    code,
    name,
    rank,
    price,
    period: { days: 0, months: 0, years: 0, [unit]: length },
    graceHours,
    discount,
    fallsTo: fallsTo || null,
    benefits: benefits.map((one) => ({ ...one })),
  };
}
