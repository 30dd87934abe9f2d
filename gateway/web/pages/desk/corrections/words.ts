import { msg } from "@lingui/core/macro";
import type { CorrectionAct, CorrectionsState } from "../graph/graphql";
import type { Words } from "../words";

export const ACT: Words<CorrectionAct> = {
  GRANT_DAYS: msg`Grant days`,
  GRANT_PLAN: msg`Grant a plan`,
  ADJUST_BALANCE: msg`Adjust the balance`,
  CANCEL: msg`Cancel the membership`,
  CLOSE: msg`Close the membership`,
  MERGE: msg`Merge with another account`,
};

export const STATE: Words<CorrectionsState> = {
  PREVIEWING: msg`being tried out`,
  PREVIEWED: msg`tried out`,
  REQUESTED: msg`waits for a second person`,
  RUNNING: msg`under way`,
  DONE: msg`done`,
  REFUSED: msg`refused`,
  EXPIRED: msg`nobody came in time`,
};
