import { msg } from "@lingui/core/macro";
import type { KeyScope } from "../graph/graphql";
import type { Words } from "../words";

/** Of partners; the shop may have REPORTS, too. */
export const SCOPES: Words<Exclude<KeyScope, "REPORTS">> = {
  FEED_READ: msg`Read the feed`,
  MEMBERS_READ: msg`Look at members`,
  WEBHOOKS: msg`Manage webhooks`,
  KEYS: msg`Manage its own keys`,
};

export const SCOPES_OF_THE_SHOP: Words<KeyScope> = {
  FEED_READ: msg`Follow all changes`,
  MEMBERS_READ: msg`Ask all questions`,
  WEBHOOKS: msg`Manage webhooks`,
  KEYS: msg`Manage its own keys`,
  REPORTS: msg`Report what happened in the shop`,
};
