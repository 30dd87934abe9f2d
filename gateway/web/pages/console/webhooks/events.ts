import { useSession } from "../../shared/asking/session";
import type { WebhookEvent } from "../graph/graphql";

const OF_PARTNERS = ["FOLLOW_BEGAN", "STATUS_CHANGED", "FOLLOW_ENDED"] as const;
const OF_THE_SHOP = [
  "ENTITLEMENT_CHANGED",
  "MEMBER_ERASED",
  "MEMBER_MERGED",
  "RISK_CHANGED",
  "CHARGE_REQUESTED",
  "CHARGE_CLOSED",
] as const;

/** What whoever is here may ask to be told. */
export const useEvents = (): readonly WebhookEvent[] =>
  useSession()?.role === "host" ? OF_THE_SHOP : OF_PARTNERS;
