// What the words of the catalogue are called at the desk.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { BenefitKind, TermsStanding } from "../graph/graphql";

export const BENEFIT_KIND: Record<BenefitKind, MessageDescriptor> = {
  BOOLEAN: msg`Yes or no`,
  RATE: msg`A rate`,
  QUOTA: msg`So many a period`,
};

export const STANDING: Record<TermsStanding, MessageDescriptor> = {
  BOUND: msg`holds it`,
  DUE: msg`holds it from the next period on`,
  TOO_RECENT: msg`told less than 30 days before the next period`,
  UNRECEIVED: msg`told, but it has not arrived`,
  UNTOLD: msg`not told yet`,
  LATER: msg`takes effect after the next period begins`,
  NEVER: msg`never: it is replaced or retired before`,
};

/** By the field of a plan, as its differences and faults name it. */
export const PLAN_FIELD: Readonly<Record<string, MessageDescriptor>> = {
  name: msg`Name`,
  rank: msg`Rank`,
  price: msg`Price`,
  period: msg`Period`,
  graceHours: msg`Hours of grace`,
  discount: msg`Price factor`,
  fallsTo: msg`Falls to`,
  benefits: msg`Benefits`,
  benefit: msg`Benefit`,
};
