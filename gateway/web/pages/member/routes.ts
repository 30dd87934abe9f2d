import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "../shared/frame/root";
import { roomOf } from "../shared/frame/signed_in";
import { loadWords } from "../shared/words/language";

const room = createRoute({
  getParentRoute: () => root,
  id: "member",
  beforeLoad: roomOf("member"),
  component: lazyRouteComponent(() => import("./MemberRoom"), "MemberRoom"),
});

const state = createRoute({
  getParentRoute: () => room,
  path: "/",
  component: lazyRouteComponent(() => import("./state/StatePage"), "StatePage"),
});

const history = createRoute({
  getParentRoute: () => room,
  path: "/history",
  component: lazyRouteComponent(() => import("./history/HistoryPage"), "HistoryPage"),
});

const inbox = createRoute({
  getParentRoute: () => room,
  path: "/inbox",
  component: lazyRouteComponent(() => import("./inbox/InboxPage"), "InboxPage"),
});

const appeals = createRoute({
  getParentRoute: () => room,
  path: "/appeals",
  component: lazyRouteComponent(() => import("./appeals/AppealsPage"), "AppealsPage"),
});

const appeal = createRoute({
  getParentRoute: () => room,
  path: "/appeals/$number",
  component: lazyRouteComponent(() => import("./appeals/AppealPage"), "AppealPage"),
});

const security = createRoute({
  getParentRoute: () => room,
  path: "/security",
  component: lazyRouteComponent(() => import("./security/SecurityPage"), "SecurityPage"),
});

const preferences = createRoute({
  getParentRoute: () => room,
  path: "/preferences",
  component: lazyRouteComponent(() => import("./preferences/PreferencesPage"), "PreferencesPage"),
});

const plans = createRoute({
  getParentRoute: () => room,
  path: "/plans",
  component: lazyRouteComponent(() => import("./plans/PlansPage"), "PlansPage"),
});

const terms = createRoute({
  getParentRoute: () => room,
  path: "/terms",
  component: lazyRouteComponent(() => import("./terms/TermsPage"), "TermsPage"),
});

const partners = createRoute({
  getParentRoute: () => room,
  path: "/partners",
  component: lazyRouteComponent(() => import("./partners/PartnersPage"), "PartnersPage"),
});

const data = createRoute({
  getParentRoute: () => room,
  path: "/data",
  component: lazyRouteComponent(() => import("./data/DataPage"), "DataPage"),
});

const fromSms = createRoute({
  getParentRoute: () => room,
  path: "/s/$code",
  component: lazyRouteComponent(() => import("./linked/FollowPage"), "FromSms"),
});

const fromMail = createRoute({
  getParentRoute: () => room,
  path: "/e/$code",
  component: lazyRouteComponent(() => import("./linked/FollowPage"), "FromMail"),
});

/** For everybody; it needs the words of the room and nobody signed in. */
export const statusRoute = createRoute({
  getParentRoute: () => root,
  path: "/status",
  beforeLoad: () => loadWords("member"),
  component: lazyRouteComponent(() => import("./incidents/StatusPage"), "StatusPage"),
});

export const memberRoutes = room.addChildren([
  state,
  history,
  inbox,
  appeals,
  appeal,
  security,
  preferences,
  plans,
  terms,
  partners,
  data,
  fromSms,
  fromMail,
]);
