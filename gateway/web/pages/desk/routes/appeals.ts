import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { AppealQueue } from "../graph/graphql";
import { room } from "../room";

const QUEUES: readonly string[] = ["STANDARD", "PROTECTION", "SECURITY", "INCIDENT"];

const queue = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("../queue/QueuePage"), "QueuePage"),
  validateSearch: ({ queue }: Record<string, unknown>): { queue?: AppealQueue } =>
    QUEUES.includes(String(queue)) ? { queue: queue as AppealQueue } : {},
});

const oneCase = createRoute({
  getParentRoute: () => room,
  path: "/cases/$number",
  component: lazyRouteComponent(() => import("../case/CasePage"), "CasePage"),
});

export const appealRoutes = [queue, oneCase] as const;
