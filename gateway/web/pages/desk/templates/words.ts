// What the parts of messages are called at the desk.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { PhrasesFragment, Topic } from "../graph/graphql";

export type Phrase = Exclude<keyof PhrasesFragment, "__typename">;

export const PHRASES: readonly Phrase[] = ["title", "what", "why", "next", "detail"];

export const PHRASE: Record<Phrase, MessageDescriptor> = {
  title: msg`Title`,
  what: msg`What happened`,
  why: msg`Why`,
  next: msg`What to do next`,
  detail: msg`More, for mails and the inbox`,
};

export const TOPIC: Record<Topic, MessageDescriptor> = {
  STATUS: msg`Membership`,
  SECURITY: msg`Security`,
  LEGAL: msg`Terms and rights`,
  APPEAL: msg`Appeals`,
  RENEWAL: msg`Reminders and offers`,
  CODE: msg`One-time codes`,
};
