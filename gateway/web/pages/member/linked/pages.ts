import type { LinkProps } from "@tanstack/react-router";
import type { FollowedLinkQuery, MemberPage } from "../graph/graphql";

type Followed = NonNullable<FollowedLinkQuery["messageLink"]>;
type Target = Pick<LinkProps, "to" | "params">;

const PAGES: Record<Exclude<MemberPage, "APPEAL">, NonNullable<LinkProps["to"]>> = {
  STATE: "/",
  SECURITY: "/security",
  CONTACTS: "/preferences",
  TERMS: "/terms",
  APPEALS: "/appeals",
  PARTNERS: "/partners",
  DATA: "/data",
  INBOX: "/inbox",
};

/** The very page that a message speaks of. */
export function targetOf({ page, appealNumber }: Followed): Target {
  if (page !== "APPEAL") return { to: PAGES[page] };
  return appealNumber
    ? { to: "/appeals/$number", params: { number: appealNumber } }
    : { to: "/appeals" };
}
