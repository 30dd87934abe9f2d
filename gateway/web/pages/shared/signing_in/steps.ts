import type { Proof, SignedInFragment } from "../graph/graphql";

/** One proof was right, and another one is wanted. */
export interface Step {
  readonly __typename: "SignInStep";
  readonly attemptId: string;
  readonly proofs: readonly Proof[];
  readonly sentTo: string;
}

/** Null: it was refused, which is shown where it was asked. */
export type Got = SignedInFragment | Step | null;

export interface Part {
  readonly device: { readonly id: string; readonly public: boolean };
  readonly got: (answer: Got) => Promise<void>;
}
