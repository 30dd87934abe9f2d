import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { Topic } from "../graph/graphql";

/** What comes under a topic. */
export const EXAMPLE: Record<Topic, ReactNode> = {
  STATUS: <Trans>“Your Gold membership ended on 1 January; renew by …”</Trans>,
  SECURITY: <Trans>“Somebody signed in from a new device.”</Trans>,
  LEGAL: <Trans>“From 1 March a rule of the agreement changes.”</Trans>,
  APPEAL: <Trans>“We answered your appeal.”</Trans>,
  RENEWAL: <Trans>“In three days it renews; the balance lacks ¥9.90.”</Trans>,
  CODE: <Trans>“402617 is your code.”</Trans>,
};
