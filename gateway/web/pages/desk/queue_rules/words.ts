// What the conditions of queue rules are called.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { CaseReason } from "../graph/graphql";
import type { Amount, Fact } from "./writing";

export const FACT: Record<Fact, MessageDescriptor> = {
  security: msg`The account is in danger`,
  escalated: msg`It was escalated`,
  late: msg`The decision is late`,
  incident: msg`One of many by one fault`,
};

export const AMOUNT: Record<Amount, MessageDescriptor> = {
  paidAtLeast: msg`Paid in twelve months, at least (minor units)`,
  planRankAtLeast: msg`Rank of the plan lost, at least`,
  claimedAtLeast: msg`Discount missed, at least (minor units)`,
  ageAtLeast: msg`Hours since it came in, at least`,
  leftAtMost: msg`Minutes until it is due, at most`,
};

export const REASON: Record<CaseReason, MessageDescriptor> = {
  UNEXPLAINED_LOSS: msg`No rule explains the loss`,
  OVERDUE_RECONCILIATION: msg`A payment was not settled in time`,
  RECORDS_DISAGREE: msg`The shop's record says otherwise`,
  INCIDENT_REMEDY: msg`The remedy of an incident did not reach`,
};
