import { createRoute } from "@tanstack/react-router";
import { root } from "../frame/root";
import { SignIn } from "./SignIn";

/** `to`: where the person was going; an address of ours, never one outside. */
function validateSearch(search: Record<string, unknown>): { to?: string } {
  return typeof search.to === "string" && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {};
}

export const signInRoute = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  validateSearch,
});
