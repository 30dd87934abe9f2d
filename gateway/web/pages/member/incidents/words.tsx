import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { PublicState } from "../graph/graphql";

export const PUBLIC: Record<PublicState, ReactNode> = {
  INVESTIGATING: <Trans>We look into it</Trans>,
  IDENTIFIED: <Trans>We know what it is</Trans>,
  RESOLVED: <Trans>It is put right</Trans>,
  STOPPED: <Trans>It is stopped</Trans>,
  FALSE_ALARM: <Trans>It was nothing</Trans>,
};
