import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../shared/frame/root";
import { roomOf } from "../shared/frame/signed_in";

const room = createRoute({
  getParentRoute: () => root,
  id: "member",
  beforeLoad: roomOf("member"),
  component: lazyRouteComponent(() => import("./MemberRoom"), "MemberRoom"),
});

const state = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("./state/StatePage"), "StatePage"),
});

export const memberRoutes = room.addChildren([state]);
