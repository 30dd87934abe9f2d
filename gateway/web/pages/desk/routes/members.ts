import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { MEMBER_TABS, type MemberTab } from "../member/tabs";
import { room } from "../room";

const find = createRoute({
  getParentRoute: () => room,
  path: "/members",
  component: lazyRouteComponent(() => import("../members/FindPage"), "FindPage"),
});

const member = createRoute({
  getParentRoute: () => room,
  path: "/members/$memberId",
  component: lazyRouteComponent(() => import("../member/MemberPage"), "MemberPage"),
  validateSearch: ({ show }: Record<string, unknown>): { show?: MemberTab } =>
    MEMBER_TABS.some((tab) => tab === show) ? { show: show as MemberTab } : {},
});

export const memberRoutes = [find, member] as const;
