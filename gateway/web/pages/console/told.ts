import { useEffect } from "react";
import { useClient } from "urql";
import { ToldDocument } from "./graph/graphql";

type Again = (options: { requestPolicy: "network-only" }) => void;

/**
 * Asks anew whenever the partner was told something, and when the line ends: then the key may have,
 * too. `again`: of `useQuery`.
 */
export function useTold(again: Again): void {
  const client = useClient();
  useEffect(() => {
    const line = client.subscription(ToldDocument, {});
    const { unsubscribe } = line.subscribe(() => again({ requestPolicy: "network-only" }));
    return unsubscribe;
  }, [client, again]);
}

const SOON = 3_000;

/** Asks anew every few seconds, while something is under way of which nobody tells. */
export function useWatching(underWay: boolean, again: Again): void {
  useEffect(() => {
    if (!underWay) return;
    const looking = setInterval(() => again({ requestPolicy: "network-only" }), SOON);
    return () => clearInterval(looking);
  }, [underWay, again]);
}
