import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { room } from "../room";

const tasks = createRoute({
  getParentRoute: () => room,
  path: "/tasks",
  component: lazyRouteComponent(() => import("../tasks/TasksPage"), "TasksPage"),
});

const incidents = createRoute({
  getParentRoute: () => room,
  path: "/incidents",
  component: lazyRouteComponent(() => import("../incidents/IncidentsPage"), "IncidentsPage"),
});

const incident = createRoute({
  getParentRoute: () => room,
  path: "/incidents/$id",
  component: lazyRouteComponent(() => import("../incidents/IncidentPage"), "IncidentPage"),
});

const stopped = createRoute({
  getParentRoute: () => room,
  path: "/stopped",
  component: lazyRouteComponent(() => import("../stopped/StoppedPage"), "StoppedPage"),
});

const damaged = createRoute({
  getParentRoute: () => room,
  path: "/damaged",
  component: lazyRouteComponent(() => import("../damaged/DamagedPage"), "DamagedPage"),
});

export const workRoutes = [tasks, incidents, incident, stopped, damaged] as const;
