// A link that was followed counts as a receipt once a person did something on its page. Who opens
// links to scan them, and runs what they find there, does neither sign in nor touch anything.
import { useEffect } from "react";
import { useClient } from "urql";
import type { MarkAlertOpenedInput } from "../graph/graphql";
import { MarkOpenedDocument } from "../graph/graphql";

type Followed = Pick<MarkAlertOpenedInput, "alertId" | "channel">;

const KEPT = "reinstate.followed";
const TOUCHES = ["pointerdown", "keydown"] as const;

export function follow(followed: Followed): void {
  sessionStorage.setItem(KEPT, JSON.stringify(followed));
}

function taken(): Followed | null {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  return kept ? JSON.parse(kept) : null;
}

export function useOpened(): void {
  const client = useClient();
  useEffect(() => {
    const touched = (event: Event) => {
      const followed = event.isTrusted ? taken() : null;
      if (followed) client.mutation(MarkOpenedDocument, { input: followed }).toPromise();
    };
    for (const touch of TOUCHES) document.addEventListener(touch, touched, true);
    return () => {
      for (const touch of TOUCHES) document.removeEventListener(touch, touched, true);
    };
  }, [client]);
}
