import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { Language } from "../graph/graphql";
import { room } from "../room";

const LANGUAGES: readonly string[] = ["ZH", "EN"];

const clauses = createRoute({
  getParentRoute: () => room,
  path: "/clauses",
  component: lazyRouteComponent(() => import("../clauses/ClausesPage"), "ClausesPage"),
});

const clause = createRoute({
  getParentRoute: () => room,
  path: "/clauses/$code",
  component: lazyRouteComponent(() => import("../clauses/ClausePage"), "ClausePage"),
});

const plans = createRoute({
  getParentRoute: () => room,
  path: "/plans",
  component: lazyRouteComponent(() => import("../plans/PlansPage"), "PlansPage"),
});

const plan = createRoute({
  getParentRoute: () => room,
  path: "/plans/$code",
  component: lazyRouteComponent(() => import("../plans/PlanPage"), "PlanPage"),
});

const templates = createRoute({
  getParentRoute: () => room,
  path: "/templates",
  component: lazyRouteComponent(() => import("../templates/TemplatesPage"), "TemplatesPage"),
});

const template = createRoute({
  getParentRoute: () => room,
  path: "/templates/$eventType",
  component: lazyRouteComponent(() => import("../templates/TemplatePage"), "TemplatePage"),
  validateSearch: ({ language }: Record<string, unknown>): { language?: Language } =>
    LANGUAGES.includes(String(language)) ? { language: language as Language } : {},
});

const answers = createRoute({
  getParentRoute: () => room,
  path: "/answers",
  component: lazyRouteComponent(() => import("../answers/AnswersPage"), "AnswersPage"),
});

const queueRules = createRoute({
  getParentRoute: () => room,
  path: "/queue-rules",
  component: lazyRouteComponent(() => import("../queue_rules/QueueRulesPage"), "QueueRulesPage"),
});

const calendar = createRoute({
  getParentRoute: () => room,
  path: "/calendar",
  component: lazyRouteComponent(() => import("../calendar/CalendarPage"), "CalendarPage"),
});

const people = createRoute({
  getParentRoute: () => room,
  path: "/people",
  component: lazyRouteComponent(() => import("../people/PeoplePage"), "PeoplePage"),
});

export const rulesRoutes = [
  clauses,
  clause,
  plans,
  plan,
  templates,
  template,
  answers,
  queueRules,
  calendar,
  people,
] as const;
