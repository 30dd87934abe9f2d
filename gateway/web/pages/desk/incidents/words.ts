import { msg } from "@lingui/core/macro";
import type { AffectedState, AlikeIn, ElsewhereKind, IncidentState } from "../graph/graphql";
import type { Words } from "../words";

export const INCIDENT: Words<IncidentState> = {
  SUSPECTED: msg`Suspected`,
  PREVIEWING: msg`The remedy is being tried out`,
  PREVIEWED: msg`The remedy was tried out`,
  PROPOSED: msg`Waiting for a second person`,
  RUNNING: msg`The remedy is being given`,
  PAUSED: msg`Stopped for now`,
  SETTLED: msg`Settled`,
  CANCELLED: msg`Ended before its time`,
  FALSE_ALARM: msg`A false alarm`,
};

export const AFFECTED: Words<AffectedState> = {
  WAITING: msg`wait`,
  UNDER_WAY: msg`under way`,
  REMEDIED: msg`have the remedy`,
  REFUSED: msg`could not be given it`,
  WITH_A_PERSON: msg`with a person`,
};

export const ALIKE: Words<AlikeIn> = {
  CAUSE: msg`the same cause`,
  SOURCE: msg`brought about by the same`,
  PLAN_VERSION: msg`the same version of the plan`,
  PLAN: msg`the same plan`,
  RELEASE: msg`the same release of the program`,
  TIME: msg`close in time`,
};

export const ELSEWHERE: Words<ElsewhereKind> = {
  MASS_LOSS: msg`The breaker stopped it as well`,
  DAMAGED_RECORDS: msg`Records were damaged`,
};
