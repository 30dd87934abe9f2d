import type {
  Cause,
  DecideAppealInput,
  HoldKind,
  RemedyKind,
  RemedyPartInput,
  Verdict,
} from "../graph/graphql";
import type { Case } from "./case";

export interface Part {
  readonly kind: RemedyKind;
  /** Empty: as many as were lost. */
  readonly days: number | "";
  readonly hold: HoldKind | null;
  readonly orderId: string;
}

/** A decision while somebody makes it. */
export interface Ruling {
  readonly verdict: Verdict | null;
  readonly cause: Cause | null;
  readonly reason: string;
  readonly template: string;
  /** Null: what the verdict suggests. */
  readonly parts: readonly Part[] | null;
  readonly differenceReason: string;
  /** With its version, as the case file has it: cancel@1. */
  readonly clause: string;
}

export const NO_PART: Part = { kind: "NOTHING", days: "", hold: null, orderId: "" };

/** Begins with what the case file says. */
export function begun({ caseFile, suspectedCause }: Case): Ruling {
  const explanation = caseFile?.explanation;
  return {
    verdict: null,
    cause: explanation?.cause ?? suspectedCause ?? null,
    reason: "",
    template: "",
    parts: null,
    differenceReason: "",
    clause: explanation?.clause ? `${explanation.clause}@${explanation.clauseVersion}` : "",
  };
}

/** The cause is another than the explanation's, for which the member reads a reason. */
export const differs = ({ cause }: Ruling, { caseFile }: Case): boolean =>
  cause !== null && !!caseFile?.explanation.cause && cause !== caseFile.explanation.cause;

/** What is given: as chosen, else what takes the loss back, where the member is right. */
export const partsOf = ({ parts, verdict }: Ruling, suggested: Part): readonly Part[] =>
  parts ?? [verdict === "UPHELD" || verdict === "PARTLY" ? suggested : NO_PART];

/** What can be tried out; an apology, or nothing, gives nothing that could be. */
export const tried = (parts: readonly Part[]): RemedyPartInput[] =>
  parts.filter(({ kind }) => kind !== "NOTHING" && kind !== "APOLOGY").map(asPart);

const asPart = ({ kind, days, hold, orderId }: Part): RemedyPartInput => ({
  kind,
  days: days === "" ? null : days,
  hold: kind === "LIFT_HOLD" ? hold : null,
  orderId: kind === "RESTORE" ? orderId : "",
});

export type Command = Omit<DecideAppealInput, "idempotencyKey">;

/** None: it is not whole yet. */
export function command(
  ruling: Ruling,
  parts: readonly Part[],
  number: string,
  evidence: readonly string[],
): Command | null {
  const { verdict, cause, reason, template, differenceReason } = ruling;
  const [first = NO_PART, ...also] = parts;
  if (!verdict || !cause || !(reason.trim() || template)) return null;
  const { kind: remedy, ...part } = asPart(first);
  const [clause = "", version] = ruling.clause.split("@");
  return {
    number,
    verdict,
    cause,
    ...(template ? { template } : { reason }),
    remedy,
    ...part,
    also: also.map(asPart),
    differenceReason,
    cites: {
      clause,
      clauseVersion: version ? Number(version) : null,
      evidence: [...evidence],
    },
  };
}
