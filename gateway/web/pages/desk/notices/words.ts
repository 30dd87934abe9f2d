// What staff are told of appeals, in words.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { NoticeKind, Owed } from "../graph/graphql";

export const NOTICE: Record<NoticeKind, MessageDescriptor> = {
  BREACH_NEAR: msg`A promise may soon be broken`,
  BREACHED: msg`A promise is broken`,
  REMEDY_REFUSED: msg`The membership refused the remedy`,
  MEMBER_WROTE: msg`The member wrote`,
  ASSIGNED: msg`It was given to you`,
  TAKEN_OVER: msg`A colleague took it over`,
  ESCALATED: msg`It was escalated`,
  NOBODY_ELSE: msg`Nobody else may decide it`,
  NOBODY_THERE: msg`Nobody is there to take it`,
  REOPENED: msg`It is open again`,
  PROTECTED: msg`The membership was restored for now`,
};

export const OWED: Record<Owed, MessageDescriptor> = {
  FIRST_ANSWER: msg`first answer`,
  DECISION: msg`decision`,
  REMEDY: msg`remedy`,
};
