import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../shared/frame/root";
import { roomOf } from "../shared/frame/signed_in";

const room = createRoute({
  getParentRoute: () => root,
  path: "/desk",
  beforeLoad: roomOf("desk"),
  component: lazyRouteComponent(() => import("./DeskRoom"), "DeskRoom"),
});

const first = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("./QueuesPage"), "QueuesPage"),
});

export const deskRoutes = room.addChildren([first]);
