// What somebody types to find a member, and what it looks like.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { MemberHandle } from "../graph/graphql";

export type HandleKind = "phone" | "email" | "name" | "orderId" | "appealNumber" | "memberId";

export const HANDLE: Record<HandleKind, MessageDescriptor> = {
  phone: msg`Phone number`,
  email: msg`E-mail address`,
  name: msg`Name`,
  orderId: msg`Order number`,
  appealNumber: msg`Appeal number`,
  memberId: msg`Member's id`,
};

const LOOKS: readonly [HandleKind, RegExp][] = [
  ["appealNumber", /^AP-\d/i],
  ["email", /@/],
  ["phone", /^\+?[\d\s()-]{7,}$/],
  ["memberId", /^[\w.:-]*\d[\w.:-]*$/],
];

/** The kind that it looks like; an order number looks like an id, and somebody says so. */
export const looksLike = (text: string): HandleKind =>
  LOOKS.find(([, pattern]) => pattern.test(text.trim()))?.[0] ?? "name";

/** As the graph takes it: one of them, and no other. */
export const handleOf = (kind: HandleKind, text: string): MemberHandle =>
  ({ [kind]: text.trim() }) as MemberHandle;
