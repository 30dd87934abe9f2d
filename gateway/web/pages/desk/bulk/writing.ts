import type {
  ActInput,
  Cause,
  DraftCorrectionsInput,
  HoldKind,
  MemberFilter,
  Status,
} from "../graph/graphql";

export type BulkAct = "GRANT_DAYS" | "GRANT_PLAN" | "ADJUST_BALANCE" | "CANCEL" | "CLOSE";

/** As it is written; whom it is for: these ids, or all like that. */
export interface Bulk {
  readonly act: BulkAct;
  readonly days: number | "";
  readonly plan: string | null;
  /** In minor units; less than nothing takes it away. */
  readonly amount: number | "";
  readonly reason: string;
  readonly whom: "IDS" | "FILTER";
  readonly ids: string;
  readonly status: Status | null;
  readonly held: string | null;
  readonly cause: Cause | null;
  readonly hold: HoldKind | null;
}

export const NOTHING: Bulk = {
  act: "GRANT_DAYS",
  days: "",
  plan: null,
  amount: "",
  reason: "",
  whom: "IDS",
  ids: "",
  status: null,
  held: null,
  cause: null,
  hold: null,
};

/** Null: it is not whole yet. */
function actOf({ act, days, plan, amount }: Bulk): ActInput | null {
  if (act === "GRANT_DAYS") return days === "" ? null : { grantDays: { days } };
  if (act === "GRANT_PLAN")
    return plan ? { grantPlan: { plan, days: days === "" ? null : days } } : null;
  if (act === "ADJUST_BALANCE") return amount === "" ? null : { adjustBalance: { amount } };
  return act === "CANCEL" ? { cancel: true } : { close: true };
}

export const idsOf = ({ ids }: Bulk): string[] => ids.split(/[\s,;，；]+/).filter(Boolean);

function whomOf(bulk: Bulk): { memberIds: string[] | null; filter: MemberFilter | null } | null {
  if (bulk.whom === "IDS") {
    const memberIds = idsOf(bulk);
    return memberIds.length === 0 ? null : { memberIds, filter: null };
  }
  const { status, held: plan, cause, hold } = bulk;
  const one = status ?? plan ?? cause ?? hold;
  return one ? { memberIds: null, filter: { status, plan, cause, hold, openClaim: false } } : null;
}

/** Null: something is missing. */
export function command(bulk: Bulk): Omit<DraftCorrectionsInput, "idempotencyKey"> | null {
  const [act, whom, reason] = [actOf(bulk), whomOf(bulk), bulk.reason.trim()];
  return act && whom && reason ? { act, reason, ...whom } : null;
}
