import { createRootRoute } from "@tanstack/react-router";
import { Broken, Missing } from "./Fallbacks";
import { House } from "./House";

/** What the rooms' routes stand on. */
export const root = createRootRoute({
  component: House,
  notFoundComponent: Missing,
  errorComponent: Broken,
});
