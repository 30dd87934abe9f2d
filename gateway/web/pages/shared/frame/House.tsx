import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { facts } from "../facts";

const DemoCorner = lazy(() => import("../../demo/DemoCorner"));

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
