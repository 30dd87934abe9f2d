import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../../shared/frame/root";
import { loadWords } from "../../shared/words/language";

interface Search {
  /** Where in the console the person was going; nowhere else. */
  readonly to?: string;
  /** The key that was used until now opens nothing any more. */
  readonly over?: boolean;
}

function validateSearch({ to, over }: Record<string, unknown>): Search {
  const inside = typeof to === "string" && /^\/console(?:$|[/?])/.test(to) ? { to } : {};
  return { ...inside, ...(over ? { over: true } : {}) };
}

export const signInByKeyRoute = createRoute({
  getParentRoute: () => root,
  path: "/console/sign-in",
  beforeLoad: () => loadWords("console"),
  component: lazyRouteComponent(() => import("./SignInByKey"), "SignInByKey"),
  validateSearch,
});
