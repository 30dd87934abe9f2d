// Every address of the pages: a room's own are in its routes.ts.
import { createRouter } from "@tanstack/react-router";
import { consoleRoutes } from "./console/routes";
import { demoRoutes } from "./demo/routes";
import { deskRoutes } from "./desk/routes";
import { memberRoutes, statusRoute } from "./member/routes";
import { Broken } from "./shared/frame/Fallbacks";
import { root } from "./shared/frame/root";
import { signingInRoutes } from "./shared/signing_in/routes";

export const router = createRouter({
  routeTree: root.addChildren([
    ...signingInRoutes,
    memberRoutes,
    statusRoute,
    deskRoutes,
    ...consoleRoutes,
    demoRoutes,
  ]),
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
