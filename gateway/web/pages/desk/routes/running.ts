import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { room } from "../room";

const operations = createRoute({
  getParentRoute: () => room,
  path: "/operations",
  component: lazyRouteComponent(() => import("../running/OperationsPage"), "OperationsPage"),
});

const deadLetters = createRoute({
  getParentRoute: () => room,
  path: "/dead-letters",
  component: lazyRouteComponent(() => import("../letters/DeadLettersPage"), "DeadLettersPage"),
});

const campaigns = createRoute({
  getParentRoute: () => room,
  path: "/campaigns",
  component: lazyRouteComponent(() => import("../campaigns/CampaignsPage"), "CampaignsPage"),
});

const campaign = createRoute({
  getParentRoute: () => room,
  path: "/campaigns/$eventId",
  component: lazyRouteComponent(() => import("../campaigns/CampaignPage"), "CampaignPage"),
});

const figures = createRoute({
  getParentRoute: () => room,
  path: "/figures",
  component: lazyRouteComponent(() => import("../figures/FiguresPage"), "FiguresPage"),
});

const bulk = createRoute({
  getParentRoute: () => room,
  path: "/bulk",
  component: lazyRouteComponent(() => import("../bulk/BulkPage"), "BulkPage"),
});

const retention = createRoute({
  getParentRoute: () => room,
  path: "/retention",
  component: lazyRouteComponent(() => import("../retention/RetentionPage"), "RetentionPage"),
});

const notices = createRoute({
  getParentRoute: () => room,
  path: "/notices",
  component: lazyRouteComponent(() => import("../notices/NoticesPage"), "NoticesPage"),
});

export const runningRoutes = [
  operations,
  deadLetters,
  campaigns,
  campaign,
  figures,
  bulk,
  retention,
  notices,
] as const;
