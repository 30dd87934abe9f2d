import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Switch, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { MembersAtRiskDocument, type MembersAtRiskQuery } from "../graph/graphql";
import { usePages } from "../rows/pages";
import { Rows } from "../rows/Rows";
import { useRiskColumns } from "./columns";

/** From so many points on, members are warned. */
const WARNED = 50;

/** Who is likely to lose the membership, or its plan, within 14 days: the likeliest first. */
export function RiskPage() {
  const { t } = useLingui();
  const [warned, setWarned] = useState(false);
  return (
    <Stack>
      <PageTitle>
        <Trans>Members at risk</Trans>
      </PageTitle>
      <Switch
        checked={warned}
        onChange={(event) => setWarned(event.currentTarget.checked)}
        label={t`Only those who are warned`}
      />
      <AtRisk least={warned ? WARNED : 1} />
    </Stack>
  );
}

const byMember = ({ membersAtRisk: { nodes, ...page } }: MembersAtRiskQuery) => ({
  ...page,
  nodes: nodes.map((one) => ({ ...one, id: one.memberId })),
});

function AtRisk({ least }: { readonly least: number }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const columns = useRiskColumns();
  const pages = usePages(MembersAtRiskDocument, { least }, byMember);
  if (pages.problem) return <ProblemNote says={pages.problem} />;
  if (pages.read && pages.rows.length === 0)
    return (
      <Text c="dimmed">
        <Trans>Nobody is.</Trans>
      </Text>
    );
  return (
    <Rows
      label={t`Members who may lose it`}
      rows={pages.rows}
      total={pages.total}
      columns={columns}
      more={pages.more}
      open={({ memberId }) => navigate({ to: "/desk/members/$memberId", params: { memberId } })}
    />
  );
}
