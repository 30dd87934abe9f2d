import type { AudienceInput, Language, StartCampaignInput, Topic } from "../graph/graphql";
import { type Both, isWhole, NO_WORDS } from "../parts/BothLanguages";

/** As it is written; what is left empty does not matter. */
export interface Announcement {
  readonly topic: Topic;
  readonly title: Both;
  readonly what: Both;
  readonly next: Both;
  readonly language: Language | null;
  readonly has: "" | "PHONE" | "EMAIL";
  readonly marketing: boolean;
  /** Ids, with anything between them. */
  readonly members: string;
}

export const NOTHING_WRITTEN: Announcement = {
  topic: "RENEWAL",
  title: NO_WORDS,
  what: NO_WORDS,
  next: NO_WORDS,
  language: null,
  has: "",
  marketing: false,
  members: "",
};

/** Whom it goes to. */
export function audienceOf({ language, has, marketing, members }: Announcement): AudienceInput {
  const ids = members.split(/[\s,;，；]+/).filter(Boolean);
  return {
    language,
    hasPhone: has === "PHONE" ? true : null,
    hasEmail: has === "EMAIL" ? true : null,
    marketing,
    memberIds: ids.length > 0 ? ids : null,
    joinedAfter: null,
    joinedBefore: null,
  };
}

/** Null: something is not written in both languages. */
export function command(written: Announcement): Omit<StartCampaignInput, "idempotencyKey"> | null {
  const { topic, title, what, next } = written;
  if (![title, what, next].every(isWhole)) return null;
  return { topic, title, what, next, audience: audienceOf(written) };
}
