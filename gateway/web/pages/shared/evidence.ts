// In which order the records of a case are read: what happened first, terms that only applied last.

export interface Piece {
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly says: { readonly text: string };
}

interface File {
  readonly explanation: {
    readonly lostAt: string | null;
    readonly clause: string | null;
    readonly evidence: readonly Piece[];
  };
  readonly records: readonly Piece[];
}

interface Weighed {
  /** What the explanation rests on, the event itself at the head, and sign-ins around the loss. */
  readonly first: readonly Piece[];
  readonly further: readonly Piece[];
  /** Clauses and plans, the clause that the explanation cites at their head. */
  readonly terms: readonly Piece[];
}

const AROUND = 48 * 3_600_000;
const TERMS: readonly string[] = ["CLAUSE", "PLAN"];

const named = ({ kind, id }: Piece): string => `${kind} ${id}`;

export function weighed({ explanation: { evidence, lostAt, clause }, records }: File): Weighed {
  const events = evidence.filter(({ kind }) => kind === "EVENT");
  const rested = [...events, ...evidence.filter(({ kind }) => kind !== "EVENT")];
  const known = new Set(rested.map(named));
  const left = records.filter((one) => !known.has(named(one)));
  const near = left.filter((one) => one.kind === "LOGIN" && isNear(one, lostAt));
  const rest = left.filter((one) => !near.includes(one));
  const terms = rest.filter(({ kind }) => TERMS.includes(kind));
  const cited = terms.filter(({ id }) => clause !== null && id.startsWith(`${clause}@`));
  return {
    first: [...rested, ...near],
    further: rest.filter(({ kind }) => !TERMS.includes(kind)),
    terms: [...cited, ...terms.filter((one) => !cited.includes(one))],
  };
}

const isNear = ({ at }: Piece, lostAt: string | null): boolean =>
  lostAt !== null && Math.abs(Date.parse(at) - Date.parse(lostAt)) <= AROUND;
