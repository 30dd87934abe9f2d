import { msg } from "@lingui/core/macro";
import type { MassLossDecision, MassLossState } from "../graph/graphql";
import type { Words } from "../words";

export const STOPPED: Words<MassLossState> = {
  OPEN: msg`waits for a person`,
  PROPOSED: msg`waits for a second person`,
  DECIDED: msg`being carried out`,
  CLOSED: msg`over`,
};

export const DECISION: Words<MassLossDecision> = {
  RELEASE: msg`The changes were right, and happen`,
  DISCARD: msg`They were not; each member has the time again that came before`,
};
