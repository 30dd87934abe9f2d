import type { OperationsQuery } from "../graph/graphql";

/** How the deployment stands, as the graph says. */
export type Standing = NonNullable<OperationsQuery["operations"]>;
export type Service = Standing["services"][number];
export type Notification = NonNullable<Standing["notification"]>;
export type Totals = NonNullable<OperationsQuery["totals"]>;
