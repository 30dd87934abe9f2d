import { Trans } from "@lingui/react/macro";
import { listed, spoken } from "../../shared/words/times";
import type { MembersAtRiskQuery } from "../graph/graphql";
import { MemberLink } from "../parts/MemberLink";
import type { Column } from "../rows/Rows";

type AtRisk = MembersAtRiskQuery["membersAtRisk"]["nodes"][number] & { readonly id: string };

export function useRiskColumns(): readonly Column<AtRisk>[] {
  return [
    {
      key: "member",
      says: <Trans>Member</Trans>,
      width: "minmax(8rem, 1fr)",
      cell: ({ memberId }) => <MemberLink memberId={memberId} tabIndex={-1} />,
      always: true,
    },
    {
      key: "points",
      says: <Trans>Points of 100</Trans>,
      width: "minmax(6rem, 0.6fr)",
      cell: ({ points }) => points,
      always: true,
    },
    {
      key: "by",
      says: <Trans>To be done by</Trans>,
      width: "1.2fr",
      cell: ({ actBy }) => actBy && spoken(actBy),
    },
    {
      key: "why",
      says: <Trans>Why</Trans>,
      width: "3fr",
      cell: ({ reasons }) => listed(reasons.map(({ says }) => says.text)),
    },
    {
      key: "warned",
      says: <Trans>Warned</Trans>,
      width: "1.2fr",
      cell: ({ warnedAt }) => warnedAt && spoken(warnedAt),
    },
  ];
}
