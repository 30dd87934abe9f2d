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

const risk = createRoute({
  getParentRoute: () => room,
  path: "/at-risk",
  component: lazyRouteComponent(() => import("../risk/RiskPage"), "RiskPage"),
});

const corrections = createRoute({
  getParentRoute: () => room,
  path: "/corrections",
  component: lazyRouteComponent(() => import("../corrections/CorrectionsPage"), "CorrectionsPage"),
});

const correction = createRoute({
  getParentRoute: () => room,
  path: "/corrections/$id",
  component: lazyRouteComponent(() => import("../corrections/CorrectionPage"), "CorrectionPage"),
});

const rectifications = createRoute({
  getParentRoute: () => room,
  path: "/rectifications",
  component: lazyRouteComponent(
    () => import("../rectifications/RectificationsPage"),
    "RectificationsPage",
  ),
});

const accountRequests = createRoute({
  getParentRoute: () => room,
  path: "/account-requests",
  component: lazyRouteComponent(
    () => import("../account_requests/AccountRequestsPage"),
    "AccountRequestsPage",
  ),
});

const reads = createRoute({
  getParentRoute: () => room,
  path: "/reads",
  component: lazyRouteComponent(() => import("../reads/ReadsPage"), "ReadsPage"),
});

export const memberRoutes = [
  find,
  member,
  risk,
  corrections,
  correction,
  rectifications,
  accountRequests,
  reads,
] as const;
