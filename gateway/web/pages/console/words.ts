// What the graph's words mean to people.
import { useLingui } from "@lingui/react/macro";
import type {
  CallError,
  DisabledBecause,
  KeyScope,
  SharedType,
  ShareScope,
  WebhookEvent,
  WebhookState,
} from "./graph/graphql";

/** `shop`: of the shop, whose keys open more. */
export function useScopeWords(shop: boolean): Record<KeyScope, string> {
  const { t } = useLingui();
  return {
    FEED_READ: shop ? t`follow all changes` : t`read the feed`,
    MEMBERS_READ: shop ? t`ask all questions` : t`look at one member`,
    WEBHOOKS: t`manage webhooks`,
    KEYS: t`manage keys`,
    REPORTS: t`report what happened in the shop`,
  };
}

export function useShareWords(): Record<ShareScope, string> {
  const { t } = useLingui();
  return { STATUS: t`how the membership stands`, CAUSE: t`why, and whose doing it is` };
}

export function useEventWords(): Record<WebhookEvent | SharedType, string> {
  const { t } = useLingui();
  return {
    FOLLOW_BEGAN: t`A member agreed`,
    STATUS_CHANGED: t`The status changed`,
    FOLLOW_ENDED: t`A member withdrew`,
    TEST: t`Test`,
    ENTITLEMENT_CHANGED: t`The entitlement changed`,
    MEMBER_ERASED: t`A member was erased`,
    MEMBER_MERGED: t`Two members became one`,
    RISK_CHANGED: t`A loss is likely, or not any more`,
    CHARGE_REQUESTED: t`Charge requests`,
    CHARGE_CLOSED: t`A charge is not needed any more`,
  };
}

export function useStateWords(): Record<WebhookState, string> {
  const { t } = useLingui();
  return { PENDING: t`on its way`, DELIVERED: t`delivered`, CANCELLED: t`dropped` };
}

export function useErrorWords(): Record<CallError, string> {
  const { t } = useLingui();
  return {
    ADDRESS: t`the address cannot be called at all`,
    REFUSED_ADDRESS: t`the address is on a network that nothing is sent to`,
    RESOLVE: t`the host name does not resolve`,
    CONNECT: t`the connection was refused or broken`,
    TLS: t`the certificate is not valid`,
    TIMEOUT: t`no answer within 15 seconds`,
    REDIRECT: t`a redirect, which is not followed`,
    STATUS: t`another answer than 2xx`,
  };
}

export function useDisabledWords(): Record<DisabledBecause, string> {
  const { t } = useLingui();
  return {
    BY_PARTNER: t`It was disabled here.`,
    GONE: t`It answered 410: gone.`,
    FAILING: t`Nothing got through for five days.`,
  };
}
