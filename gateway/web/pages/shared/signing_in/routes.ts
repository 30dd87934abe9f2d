import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../frame/root";
import { SignIn } from "./SignIn";

/** `to`: where the person was going; an address of ours, never one outside. */
function validateSearch(search: Record<string, unknown>): { to?: string } {
  return typeof search.to === "string" && /^\/(?![/\\])/.test(search.to) ? { to: search.to } : {};
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  validateSearch,
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("./SignUp"), "SignUp"),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("./ResetPassword"), "ResetPassword"),
});

const accountBack = createRoute({
  getParentRoute: () => root,
  path: "/account-back",
  component: lazyRouteComponent(() => import("./AccountBack"), "AccountBack"),
});

const stopAccountBack = createRoute({
  getParentRoute: () => root,
  path: "/account-back/stop",
  component: lazyRouteComponent(() => import("./StopAccountBack"), "StopAccountBack"),
});

/** What somebody sees before they are signed in. */
export const signingInRoutes = [signIn, signUp, resetPassword, accountBack, stopAccountBack];
