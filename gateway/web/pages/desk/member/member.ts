import { useEffect, useRef } from "react";
import { useSubscription } from "urql";
import { MemberChangedDocument, type MemberWholeQuery } from "../graph/graphql";

export type Whole = NonNullable<MemberWholeQuery["member"]>;
export type Standing = NonNullable<Whole["membership"]>;

/** Tells when the membership of one member changed, whoever changed it. */
export function useMemberChanged(id: string, told: () => void): void {
  const [{ data }] = useSubscription({ query: MemberChangedDocument, variables: { id } });
  const cursor = data?.membershipChanged.cursor;
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    if (cursor) latest.current();
  }, [cursor]);
}
