import { useQuery } from "urql";
import { StandingDocument, type StandingQuery } from "../graph/graphql";
import { useMemberChanged } from "../live";

export type Standing = NonNullable<StandingQuery["member"]>;

/** How the membership stands while somebody looks at the appeal: what is decided here changes it. */
export function useStanding(memberId: string): Standing | null {
  const [{ data }, again] = useQuery({ query: StandingDocument, variables: { memberId } });
  useMemberChanged(memberId, () => again({ requestPolicy: "network-only" }));
  return data?.member ?? null;
}
