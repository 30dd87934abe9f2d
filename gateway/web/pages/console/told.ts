import { useEffect } from "react";
import { useClient } from "urql";
import { ToldDocument, WhoseKeyDocument } from "./graph/graphql";

type Again = (options: { requestPolicy: "network-only" }) => void;

/** Asks anew whenever the partner was told something. `again`: of `useQuery`. */
export function useTold(again: Again): void {
  const client = useClient();
  useEffect(() => {
    const line = client.subscription(ToldDocument, {});
    const { unsubscribe } = line.subscribe(({ data }) => {
      if (data) again({ requestPolicy: "network-only" });
    });
    return unsubscribe;
  }, [client, again]);
}

/** A line that the gateway ends may have ended with the key: whoever asks then is told so. */
export function useEnding(): void {
  const client = useClient();
  useEffect(() => {
    const ask = () => client.query(WhoseKeyDocument, {}, { requestPolicy: "network-only" });
    const line = client.subscription(ToldDocument, {});
    const { unsubscribe } = line.subscribe(({ error }) => {
      if (error) void ask().toPromise();
    });
    return unsubscribe;
  }, [client]);
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
