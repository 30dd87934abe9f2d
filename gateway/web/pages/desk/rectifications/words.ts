import { msg } from "@lingui/core/macro";
import type { RectifiedSubject } from "../graph/graphql";
import type { Words } from "../words";

export const SUBJECT: Words<RectifiedSubject> = {
  RECORD: msg`The record as a whole`,
  EVENT: msg`A step of the history`,
  PAYMENT: msg`A payment`,
  ORDER: msg`An order`,
};
