import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { Channel, DeliveryState, Topic } from "../graph/graphql";

export const CHANNEL: Record<Channel, ReactNode> = {
  SMS: <Trans>SMS</Trans>,
  EMAIL: <Trans>E-mail</Trans>,
  IN_APP: <Trans>Here</Trans>,
};

export const DELIVERY: Record<DeliveryState, ReactNode> = {
  PLANNED: <Trans>not sent yet</Trans>,
  WAITING: <Trans>waits</Trans>,
  ACCEPTED: <Trans>on its way</Trans>,
  UNKNOWN: <Trans>nobody knows yet</Trans>,
  DELIVERED: <Trans>arrived</Trans>,
  FAILED: <Trans>did not arrive</Trans>,
  FILTERED: <Trans>not sent, by a rule</Trans>,
};

export const TOPIC: Record<Topic, ReactNode> = {
  STATUS: <Trans>My membership</Trans>,
  SECURITY: <Trans>Security</Trans>,
  LEGAL: <Trans>Terms</Trans>,
  APPEAL: <Trans>Appeals</Trans>,
  RENEWAL: <Trans>Renewal and balance</Trans>,
  CODE: <Trans>One-time codes</Trans>,
};
