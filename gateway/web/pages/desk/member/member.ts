import type { MemberWholeQuery } from "../graph/graphql";

export type Whole = NonNullable<MemberWholeQuery["member"]>;
export type Standing = NonNullable<Whole["membership"]>;
