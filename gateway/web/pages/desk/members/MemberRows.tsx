import { Trans } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { spoken } from "../../shared/words/times";
import type { MemberLineFragment } from "../graph/graphql";
import { MemberLink } from "../parts/MemberLink";
import { type Column, Rows } from "../rows/Rows";
import { HOLD, STATUS, useSay } from "../words";

interface Props {
  readonly label: string;
  readonly rows: readonly MemberLineFragment[];
  readonly total: number;
  readonly more?: () => void;
}

const NOTHING = () => {};

export function MemberRows({ label, rows, total, more = NOTHING }: Props) {
  const navigate = useNavigate();
  const columns = useColumns();
  return (
    <Rows
      label={label}
      rows={rows}
      total={total}
      columns={columns}
      more={more}
      open={({ memberId }) => navigate({ to: "/desk/members/$memberId", params: { memberId } })}
    />
  );
}

function useColumns(): readonly Column<MemberLineFragment>[] {
  const say = useSay();
  return [
    {
      key: "name",
      says: <Trans>Name</Trans>,
      width: "minmax(8rem, 1.2fr)",
      cell: ({ profile, memberId }) => (
        <MemberLink memberId={memberId} tabIndex={-1}>
          {profile?.name || memberId}
        </MemberLink>
      ),
      always: true,
    },
    { key: "id", says: <Trans>Id</Trans>, width: "1fr", cell: ({ memberId }) => memberId },
    {
      key: "reached",
      says: <Trans>Reached by</Trans>,
      width: "1.2fr",
      cell: ({ profile }) => [profile?.phone, profile?.email].filter(Boolean).join(", "),
    },
    {
      key: "status",
      says: <Trans>Status</Trans>,
      width: "minmax(5rem, 0.8fr)",
      cell: ({ membership }) => (membership ? say(STATUS[membership.status]) : "–"),
      always: true,
    },
    {
      key: "plan",
      says: <Trans>Plan</Trans>,
      width: "0.8fr",
      cell: ({ membership }) => membership?.plan.name.text,
    },
    {
      key: "until",
      says: <Trans>Until</Trans>,
      width: "1fr",
      cell: ({ membership }) => membership && spoken(membership.period.end, undefined, "day"),
    },
    {
      key: "holds",
      says: <Trans>Holds</Trans>,
      width: "1fr",
      cell: ({ membership }) => membership?.holds.map(({ kind }) => say(HOLD[kind])).join(", "),
    },
  ];
}
