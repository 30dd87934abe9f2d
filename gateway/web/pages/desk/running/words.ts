// What the deployment's closed sets are called at the desk.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Channel, SkipReason, Trouble } from "../graph/graphql";

type Words<Key extends string> = Record<Key, MessageDescriptor>;

export const TROUBLE: Words<Trouble> = {
  ALERTS_LATE: msg`Messages to members are late`,
  PROVIDER_DOWN: msg`A provider does not work`,
  CREDENTIALS_REFUSED: msg`A provider refuses our account`,
  DEAD_LETTERS: msg`Many messages were given up`,
  WEBHOOK_KEY_LOST: msg`Webhooks cannot be signed`,
  MASS_LOSS: msg`A mass loss was stopped and waits for a decision`,
  RECORDS_DAMAGED: msg`Stored records were damaged`,
  LOSSES_ALIKE: msg`Many members lost something alike`,
};

export const CHANNEL: Words<Channel> = {
  SMS: msg`SMS`,
  EMAIL: msg`E-mail`,
  IN_APP: msg`Inbox`,
};

/** By the name of a DeliveryState. */
export const DELIVERY_STATE: Readonly<Record<string, MessageDescriptor>> = {
  PLANNED: msg`Planned`,
  WAITING: msg`Waits for other channels`,
  ACCEPTED: msg`Taken by a provider`,
  UNKNOWN: msg`Being asked about`,
  DELIVERED: msg`Arrived`,
  FAILED: msg`Given up`,
  FILTERED: msg`Not sent, by a rule`,
};

export const SKIPPED: Words<SkipReason> = {
  UNKNOWN: msg`it is there no more`,
  OVERTAKEN: msg`it is not true any more`,
  NOT_FAILED: msg`it arrived or is on its way`,
  RECEIVED: msg`the member received it on another channel`,
  USELESS: msg`it would say nothing any more`,
  CODE: msg`one-time codes are not sent again`,
  NO_ADDRESS: msg`there is no address`,
  SUPPRESSED: msg`nothing goes to this address`,
  PREFERENCE: msg`the member does not want it`,
};
