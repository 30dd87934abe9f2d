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
  readonly parts: readonly Part[];
  readonly differenceReason: string;
  readonly clause: string;
  readonly clauseVersion: number | "";
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
    parts: [NO_PART],
    differenceReason: "",
    clause: explanation?.clause ?? "",
    clauseVersion: explanation?.clauseVersion ?? "",
  };
}

/** The cause is another than the explanation's, for which the member reads a reason. */
export const differs = ({ cause }: Ruling, { caseFile }: Case): boolean =>
  cause !== null && !!caseFile?.explanation.cause && cause !== caseFile.explanation.cause;

/** What can be tried out; an apology, or nothing, gives nothing that could be. */
export const tried = ({ parts }: Ruling): RemedyPartInput[] =>
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
  number: string,
  evidence: readonly string[],
): Command | null {
  const { verdict, cause, reason, template, differenceReason, clause, clauseVersion } = ruling;
  const [first = NO_PART, ...also] = ruling.parts;
  if (!verdict || !cause || !(reason.trim() || template)) return null;
  const { kind: remedy, ...part } = asPart(first);
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
      clauseVersion: clauseVersion === "" ? null : clauseVersion,
      evidence: [...evidence],
    },
  };
}
