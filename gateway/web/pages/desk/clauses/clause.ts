import type { ClausesQuery } from "../graph/graphql";

/** A clause with what was published of it. */
export type Clause = NonNullable<ClausesQuery["clauses"]>[number];
export type Version = Clause["versions"][number];
