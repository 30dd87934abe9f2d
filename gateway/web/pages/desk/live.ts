import { useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { ProgressDocument } from "./graph/graphql";

const TOGETHER = 300;

/** Tells soon after a step of an appeal, or of any; once for what comes together. */
export function useProgress(told: () => void, number: string | null = null): void {
  const [{ data }] = useSubscription({ query: ProgressDocument, variables: { number } });
  const cursor = data?.appealProgressed.cursor;
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    if (!cursor) return;
    const waiting = setTimeout(() => latest.current(), TOGETHER);
    return () => clearTimeout(waiting);
  }, [cursor]);
}
