import { useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { MemberChangedDocument, ProgressDocument } from "./graph/graphql";

const TOGETHER = 300;

/** Tells soon after a feed went on; once for what comes together. */
export function useSoonAfter(cursor: string | undefined, told: () => void): void {
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    if (!cursor) return;
    const waiting = setTimeout(() => latest.current(), TOGETHER);
    return () => clearTimeout(waiting);
  }, [cursor]);
}

/** Tells of a step of an appeal, or of any. */
export function useProgress(told: () => void, number: string | null = null): void {
  const [{ data }] = useSubscription({ query: ProgressDocument, variables: { number } });
  useSoonAfter(data?.appealProgressed.cursor, told);
}

/** Tells when the membership of one member changed, whoever changed it. */
export function useMemberChanged(id: string, told: () => void): void {
  const [{ data }] = useSubscription({ query: MemberChangedDocument, variables: { id } });
  useSoonAfter(data?.membershipChanged.cursor, told);
}
