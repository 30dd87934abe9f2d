import { useLingui } from "@lingui/react/macro";
import type { CombinedError, TypedDocumentNode } from "@urql/core";
import { useRef, useState } from "react";
import { useMutation } from "urql";

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field?: string | null;
  /** Where a proof of the person is missing: those that will do. */
  readonly proofs?: readonly string[];
}

interface Answer {
  readonly __typename: string;
}

export type Success<Result> = Exclude<Result, { readonly code: string }>;

export const isRefused = (answer: object): answer is Refusal =>
  "code" in answer && "message" in answer;

interface Command<Input, Beside, Result> {
  /** `beside`: variables that are not of the input, such as a code. The success, or null, and then `problem` says why. */
  readonly run: (input: Input, beside?: Beside) => Promise<Success<Result> | null>;
  readonly busy: boolean;
  readonly problem: Refusal | null;
  readonly forget: () => void;
}

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

/**
 * One mutation. It keeps its idempotency key until there is an answer, so that who presses again
 * because none came does it once.
 */
export function useCommand<Data, Variables extends { input: object }, Result extends Answer>(
  document: TypedDocumentNode<Data, Variables>,
  answerOf: (data: Data) => Result,
): Command<Omit<Variables["input"], "idempotencyKey">, Omit<Variables, "input">, Result> {
  const [{ fetching }, mutate] = useMutation(document);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const key = useRef(newKey());
  const unreachable = useUnreachable();
  return {
    busy: fetching,
    problem,
    forget: () => setProblem(null),
    run: async (given, beside) => {
      const variables = { ...beside, input: { ...given, idempotencyKey: key.current } };
      const { data, error } = await mutate(variables as unknown as Variables);
      if (!data) {
        setProblem(unreachable(error));
        return null;
      }
      key.current = newKey();
      const answer = answerOf(data);
      setProblem(isRefused(answer) ? answer : null);
      return isRefused(answer) ? null : (answer as Success<Result>);
    },
  };
}

/** What is said where no answer came, or none that the schema promises. */
export function useUnreachable(): (error: CombinedError | undefined) => Refusal {
  const { t } = useLingui();
  return (error) => ({
    code: "UNREACHABLE",
    message:
      error?.graphQLErrors[0]?.message ??
      t`The service did not answer. Nothing is lost: try again in a moment.`,
  });
}
