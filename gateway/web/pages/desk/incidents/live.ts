import { useSubscription } from "urql";
import { IncidentWentDocument } from "../graph/graphql";
import { useSoonAfter } from "../live";

/** Tells of a step of an incident, or of any. */
export function useIncidentWent(told: () => void, id: string | null = null): void {
  const [{ data }] = useSubscription({ query: IncidentWentDocument, variables: { id } });
  useSoonAfter(data?.incidentProgressed.cursor, told);
}
