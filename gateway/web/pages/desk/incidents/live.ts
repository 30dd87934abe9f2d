import { useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { IncidentWentDocument } from "../graph/graphql";

const TOGETHER = 300;

/** Tells soon after a step of an incident, or of any; once for what comes together. */
export function useIncidentWent(told: () => void, id: string | null = null): void {
  const [{ data }] = useSubscription({ query: IncidentWentDocument, variables: { id } });
  const cursor = data?.incidentProgressed.cursor;
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    if (!cursor) return;
    const waiting = setTimeout(() => latest.current(), TOGETHER);
    return () => clearTimeout(waiting);
  }, [cursor]);
}
