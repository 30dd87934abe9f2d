// What kinds of staff and their standing are called.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { StaffKind, StaffState } from "../graph/graphql";

export const KIND: Record<StaffKind, MessageDescriptor> = {
  READ_ONLY: msg`Reads only`,
  REVIEWER: msg`Reviewer`,
  SPECIALIST: msg`Specialist`,
  ADMIN: msg`Administrator`,
};

export const STAFF_STATE: Record<StaffState, MessageDescriptor> = {
  INVITED: msg`invited`,
  ACTIVE: msg`active`,
  RESET: msg`sets up the sign-in anew`,
  LEFT: msg`left`,
};
