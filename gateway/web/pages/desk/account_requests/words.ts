import { msg } from "@lingui/core/macro";
import type { BackState } from "../graph/graphql";
import type { Words } from "../words";

export const REQUEST: Words<BackState> = {
  ASKED: msg`Waits for staff`,
  ACCEPTED: msg`Accepted; it waits for its time`,
  BEGUN: msg`Being carried out`,
};
