import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../shared/frame/root";
import { roomOf } from "../shared/frame/signed_in";

/** What every page of the desk stands in. */
export const room = createRoute({
  getParentRoute: () => root,
  path: "/desk",
  beforeLoad: roomOf("desk"),
  component: lazyRouteComponent(() => import("./DeskRoom"), "DeskRoom"),
});
