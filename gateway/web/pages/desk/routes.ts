import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../shared/frame/root";
import { roomOf } from "../shared/frame/signed_in";
import type { AppealQueue } from "./graph/graphql";

const QUEUES: readonly string[] = ["STANDARD", "PROTECTION", "SECURITY", "INCIDENT"];

const room = createRoute({
  getParentRoute: () => root,
  path: "/desk",
  beforeLoad: roomOf("desk"),
  component: lazyRouteComponent(() => import("./DeskRoom"), "DeskRoom"),
});

const queue = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("./queue/QueuePage"), "QueuePage"),
  validateSearch: ({ queue }: Record<string, unknown>): { queue?: AppealQueue } =>
    QUEUES.includes(String(queue)) ? { queue: queue as AppealQueue } : {},
});

const oneCase = createRoute({
  getParentRoute: () => room,
  path: "/cases/$number",
  component: lazyRouteComponent(() => import("./case/CasePage"), "CasePage"),
});

export const deskRoutes = room.addChildren([queue, oneCase]);
