// What the words of announcements are called at the desk.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { CampaignState } from "../graph/graphql";

export const CAMPAIGN_STATE: Record<CampaignState, MessageDescriptor> = {
  RUNNING: msg`Under way`,
  PAUSED: msg`Paused`,
  CANCELLED: msg`Cancelled`,
  DONE: msg`All sent`,
};

/** What an announcement may be; a template of its own is named as it stands. */
export const ABOUT: Readonly<Record<string, MessageDescriptor>> = {
  Announcement: msg`Announcement of ours`,
  ClausePublished: msg`Notice of a clause`,
};
