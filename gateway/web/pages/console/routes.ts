import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../shared/frame/root";
import { roomOf } from "../shared/frame/signed_in";

const room = createRoute({
  getParentRoute: () => root,
  path: "/console",
  beforeLoad: roomOf("console"),
  component: lazyRouteComponent(() => import("./ConsoleRoom"), "ConsoleRoom"),
});

const first = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("./KeysPage"), "KeysPage"),
});

export const consoleRoutes = room.addChildren([first]);
