import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { facts } from "../facts";

// of development, and never before the page itself
const DemoCorner = lazy(() => whenIdle().then(() => import("../../demo/DemoCorner")));

function whenIdle(): Promise<void> {
  if (!("requestIdleCallback" in window)) return Promise.resolve(); // as in Safari
  return new Promise((done) => requestIdleCallback(() => done(), { timeout: 2_000 }));
}

/** Around every page. */
export function House() {
  return (
    <>
      <Outlet />
      {facts.development && (
        <Suspense>
          <DemoCorner />
        </Suspense>
      )}
    </>
  );
}
