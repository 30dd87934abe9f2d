import { useEffect } from "react";
import { useClient } from "urql";
import { ChangesDocument } from "./graph/graphql";

/** Asks anew whenever the membership changed, whoever changed it. `again`: of `useQuery`. */
export function useLive(again: (options: { requestPolicy: "network-only" }) => void): void {
  const client = useClient();
  useEffect(() => {
    const changes = client.subscription(ChangesDocument, {});
    const { unsubscribe } = changes.subscribe(({ data }) => {
      if (data) again({ requestPolicy: "network-only" });
    });
    return unsubscribe;
  }, [client, again]);
}
