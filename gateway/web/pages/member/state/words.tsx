import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { HoldKind, Responsible, Status } from "../graph/graphql";

export const STATUS: Record<Status, ReactNode> = {
  ACTIVE: <Trans>Active</Trans>,
  GRACE: <Trans>In grace</Trans>,
  PAUSED: <Trans>Paused</Trans>,
  FROZEN: <Trans>Frozen</Trans>,
  EXPIRED: <Trans>Expired</Trans>,
  CANCELLED: <Trans>Cancelled</Trans>,
  CLOSED: <Trans>Closed</Trans>,
};

export const HOLD: Record<HoldKind, ReactNode> = {
  MEMBER_FREEZE: <Trans>You froze it</Trans>,
  MEMBER_PAUSE: <Trans>You paused it</Trans>,
  NEW_DEVICE: <Trans>Somebody signed in from an unfamiliar device</Trans>,
  COMPROMISE: <Trans>Somebody else may have your account</Trans>,
  THIRD_PARTY_RENEWAL: <Trans>It was renewed by somebody else, not by us</Trans>,
  PAYMENT_REVIEW: <Trans>A payment is being checked</Trans>,
  CONTACT_CHECK: <Trans>Your contacts have to be confirmed</Trans>,
  STAFF: <Trans>Our staff look into something</Trans>,
};

export const RESPONSIBLE: Record<Responsible, ReactNode> = {
  MEMBER: <Trans>It was in your own hands</Trans>,
  SECURITY: <Trans>It protects your account</Trans>,
  EXTERNAL: <Trans>It came from outside</Trans>,
  CLAUSE: <Trans>A rule of the agreement</Trans>,
  PLATFORM: <Trans>It was our fault</Trans>,
  STAFF: <Trans>Our staff did it</Trans>,
  UNKNOWN: <Trans>Nobody knows yet; a person looks into it</Trans>,
};
