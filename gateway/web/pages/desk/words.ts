// What the graph's closed sets are called at the desk.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import type {
  AppealQueue,
  AppealState,
  Cause,
  Channel,
  DeliveryState,
  HoldKind,
  ReleaseBy,
  RemedyKind,
  RemedyState,
  Status,
  Verdict,
} from "./graph/graphql";

export type Words<Key extends string> = Record<Key, MessageDescriptor>;

/** Says one of them in the language of the page. */
export function useSay(): (words: MessageDescriptor) => string {
  const { i18n } = useLingui();
  return (words) => i18n._(words);
}

/** As a choice of a form. */
export function useChoices<Key extends string>(words: Words<Key>): { value: Key; label: string }[] {
  const say = useSay();
  return (Object.keys(words) as Key[]).map((value) => ({ value, label: say(words[value]) }));
}

export const QUEUE: Words<AppealQueue> = {
  STANDARD: msg`Standard`,
  PROTECTION: msg`Protection`,
  SECURITY: msg`Security`,
  INCIDENT: msg`Incidents`,
};

export const STATE: Words<AppealState> = {
  DRAFT: msg`Draft`,
  SUBMITTED: msg`New`,
  IN_REVIEW: msg`In review`,
  WAITING_FOR_MEMBER: msg`Waiting for the member`,
  DECIDED: msg`Decided`,
  CLOSED: msg`Closed`,
  WITHDRAWN: msg`Withdrawn`,
  ESCALATED: msg`Escalated`,
  REOPENED: msg`Reopened`,
};

export const STATUS: Words<Status> = {
  ACTIVE: msg`Active`,
  GRACE: msg`In grace`,
  PAUSED: msg`Paused`,
  FROZEN: msg`Frozen`,
  EXPIRED: msg`Expired`,
  CANCELLED: msg`Cancelled`,
  CLOSED: msg`Closed`,
};

export const CAUSE: Words<Cause> = {
  LAPSED: msg`Not renewed`,
  PAYMENT_FAILED: msg`Renewal could not be charged`,
  MEMBER_CANCELLED: msg`The member cancelled`,
  MEMBER_DOWNGRADED: msg`The member downgraded`,
  MEMBER_PAUSED: msg`The member paused`,
  MEMBER_FROZE: msg`The member froze it`,
  CONTACT_OUTDATED: msg`Contact details out of date`,
  NEW_DEVICE: msg`Unfamiliar device`,
  COMPROMISE: msg`Account taken over`,
  THIRD_PARTY_RENEWAL: msg`Renewed by a third party`,
  INACTIVITY: msg`Long inactivity`,
  POINTS_SHORTFALL: msg`Too few points`,
  CLAUSE_CHANGED: msg`The agreement changed`,
  UNNOTIFIED_CHANGE: msg`Changed without notice`,
  SYNC_DELAY: msg`Paid, but recorded late`,
  DATA_FAULT: msg`Error in our records`,
  STAFF_ACTION: msg`Action by staff`,
  PAYMENT_REVERSED: msg`Payment reversed`,
  UNKNOWN: msg`Not known`,
};

export const HOLD: Words<HoldKind> = {
  MEMBER_FREEZE: msg`Frozen by the member`,
  MEMBER_PAUSE: msg`Paused by the member`,
  NEW_DEVICE: msg`Unfamiliar device`,
  COMPROMISE: msg`Account taken over`,
  THIRD_PARTY_RENEWAL: msg`Renewed by a third party`,
  PAYMENT_REVIEW: msg`Payment under review`,
  CONTACT_CHECK: msg`Contact details to be confirmed`,
  STAFF: msg`Held by staff`,
};

export const VERDICT: Words<Verdict> = {
  UPHELD: msg`Upheld`,
  PARTLY: msg`Partly upheld`,
  REJECTED: msg`Rejected`,
};

export const REMEDY: Words<RemedyKind> = {
  RESTORE: msg`Restore as it was`,
  EXTEND: msg`Add the days lost`,
  CREDIT: msg`Credit the discount lost`,
  RENEW: msg`Offer renewal at the old price`,
  LIFT_HOLD: msg`Lift a hold`,
  APOLOGY: msg`Apologise`,
  NOTHING: msg`Nothing`,
};

export const REMEDY_STATE: Words<RemedyState> = {
  NONE: msg`No remedy`,
  PENDING: msg`Remedy under way`,
  APPLIED: msg`Remedy given`,
  REFUSED: msg`Remedy refused`,
};

export const RELEASED_BY: Words<ReleaseBy> = {
  MEMBER: msg`The member releases it.`,
  SECOND_FACTOR: msg`The member releases it with a second factor.`,
  STAFF: msg`Staff release it.`,
};

export const CHANNEL: Words<Channel> = {
  SMS: msg`SMS`,
  EMAIL: msg`E-mail`,
  IN_APP: msg`Inbox`,
};

export const DELIVERY: Words<DeliveryState> = {
  PLANNED: msg`not sent yet`,
  WAITING: msg`waits`,
  ACCEPTED: msg`on its way`,
  UNKNOWN: msg`not known yet`,
  DELIVERED: msg`arrived`,
  FAILED: msg`did not arrive`,
  FILTERED: msg`not sent, by a rule`,
};
