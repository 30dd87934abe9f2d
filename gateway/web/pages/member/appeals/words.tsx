import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { AppealState, Verdict } from "../graph/graphql";

export const STATE: Record<AppealState, ReactNode> = {
  DRAFT: <Trans>Draft</Trans>,
  SUBMITTED: <Trans>Handed in</Trans>,
  IN_REVIEW: <Trans>Somebody looks at it</Trans>,
  WAITING_FOR_MEMBER: <Trans>We wait for your answer</Trans>,
  DECIDED: <Trans>Decided</Trans>,
  CLOSED: <Trans>Settled</Trans>,
  WITHDRAWN: <Trans>Withdrawn</Trans>,
  ESCALATED: <Trans>Goes to another person</Trans>,
  REOPENED: <Trans>Open again</Trans>,
};

export const VERDICT: Record<Verdict, ReactNode> = {
  UPHELD: <Trans>You are right</Trans>,
  PARTLY: <Trans>You are right in part</Trans>,
  REJECTED: <Trans>We disagree</Trans>,
};
