import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { wasCutOff, whoIsHere } from "../shared/asking/session";
import { root } from "../shared/frame/root";
import { loadWords } from "../shared/words/language";
import { signInByKeyRoute } from "./signing_in/route";

/** Partners and the shop; whoever else comes is asked for a key. */
async function beforeLoad({ location }: { location: { href: string } }): Promise<void> {
  await loadWords("console");
  const role = whoIsHere()?.role;
  if (role === "partner" || role === "host") return;
  const over = wasCutOff() ? { over: true } : {};
  throw redirect({ to: "/console/sign-in", search: { to: location.href, ...over } });
}

const room = createRoute({
  getParentRoute: () => root,
  path: "/console",
  beforeLoad,
  component: lazyRouteComponent(() => import("./ConsoleRoom"), "ConsoleRoom"),
});

const keys = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("./keys/KeysPage"), "KeysPage"),
});

const endpoints = createRoute({
  getParentRoute: () => room,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("./webhooks/EndpointsPage"), "EndpointsPage"),
});

const endpoint = createRoute({
  getParentRoute: () => room,
  path: "/webhooks/$id",
  component: lazyRouteComponent(() => import("./webhooks/EndpointPage"), "EndpointPage"),
});

/** `after`: the cursor that the page begins behind, so that a reload shows the same. */
const feed = createRoute({
  getParentRoute: () => room,
  path: "/feed",
  component: lazyRouteComponent(() => import("./feed/FeedPage"), "FeedPage"),
  validateSearch: ({ after }: Record<string, unknown>): { after?: string } =>
    typeof after === "string" ? { after } : {},
});

const members = createRoute({
  getParentRoute: () => room,
  path: "/members",
  component: lazyRouteComponent(() => import("./members/MembersPage"), "MembersPage"),
});

const charges = createRoute({
  getParentRoute: () => room,
  path: "/charges",
  component: lazyRouteComponent(() => import("./charges/ChargesPage"), "ChargesPage"),
});

export const consoleRoutes = [
  signInByKeyRoute,
  room.addChildren([keys, endpoints, endpoint, feed, members, charges]),
] as const;
