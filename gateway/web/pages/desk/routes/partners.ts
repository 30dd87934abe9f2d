import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { room } from "../room";

const partners = createRoute({
  getParentRoute: () => room,
  path: "/partners",
  component: lazyRouteComponent(() => import("../partners/PartnersPage"), "PartnersPage"),
});

export const partnerRoutes = [partners] as const;
