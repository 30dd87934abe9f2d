import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { facts } from "../shared/facts";
import { root } from "../shared/frame/root";
import { loadWords } from "../shared/words/language";

export const demoRoutes = createRoute({
  getParentRoute: () => root,
  path: "/demo",
  beforeLoad: async () => {
    if (!facts.development) throw redirect({ to: "/sign-in" });
    await loadWords("demo");
  },
  component: lazyRouteComponent(() => import("./DemoPage"), "DemoPage"),
});
