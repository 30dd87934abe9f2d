import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { PlanHoldersDocument, type PlanVersionsFragment } from "../graph/graphql";
import { Figures } from "../parts/Figures";
import { Listing } from "../parts/Listing";
import { MemberLink } from "../parts/MemberLink";
import { useSay } from "../words";
import { STANDING } from "./words";

interface Props {
  readonly history: PlanVersionsFragment;
  readonly version: number;
}

/** Who holds the plan, and how each stands to its newest version, or to what replaces it. */
export function Holders({ history: { code, retired }, version }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const pages = usePages();
  const query = useQuery({
    query: PlanHoldersDocument,
    variables: {
      code,
      version: retired ? 1 : version,
      movesTo: retired?.movesTo ?? null,
      after: pages.after,
    },
  });
  return (
    <Section title={<Trans>Who holds it</Trans>}>
      <Asked query={query}>
        {({ findPlanHolders: found }) =>
          "message" in found ? (
            <ProblemNote says={found.message} />
          ) : (
            <>
              <Figures
                figures={[
                  { says: <Trans>Members</Trans>, value: count(found.members) },
                  { says: <Trans>Told of it</Trans>, value: count(found.told) },
                  { says: <Trans>Reached</Trans>, value: count(found.received) },
                  { says: <Trans>Bound by it</Trans>, value: count(found.bound) },
                ]}
              />
              {found.holders.nodes.length > 0 && (
                <Listing
                  label={t`Who holds it`}
                  rows={found.holders.nodes}
                  keyOf={({ memberId }) => memberId}
                  columns={[
                    {
                      key: "member",
                      says: <Trans>Member</Trans>,
                      cell: (one) => <MemberLink memberId={one.memberId} />,
                    },
                    {
                      key: "version",
                      says: <Trans>Version</Trans>,
                      cell: (one) => one.planVersion,
                    },
                    {
                      key: "standing",
                      says: <Trans>Standing</Trans>,
                      cell: (one) => say(STANDING[one.standing]),
                    },
                    {
                      key: "renews",
                      says: <Trans>Next period</Trans>,
                      cell: (one) => spoken(one.renewsAt, undefined, "day"),
                    },
                  ]}
                />
              )}
              <More
                pages={pages}
                info={{
                  hasNextPage: found.holders.pageInfo.hasNextPage,
                  endCursor: found.holders.pageInfo.endCursor ?? null,
                }}
              />
            </>
          )
        }
      </Asked>
    </Section>
  );
}
