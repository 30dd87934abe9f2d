import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  type Cause,
  type HoldKind,
  type MemberFilter,
  MembersByDocument,
  PlanNamesDocument,
  type Status,
} from "../graph/graphql";
import { usePages } from "../rows/pages";
import { CAUSE, HOLD, STATUS, useChoices } from "../words";
import { MemberRows } from "./MemberRows";

/** Members by how they stand. Nothing is asked before something is chosen: each look is kept. */
export function ListBy() {
  const [filter, setFilter] = useState<MemberFilter>({});
  const chosen = Object.values(filter).some(Boolean);
  return (
    <Section title={<Trans>Or list members by status</Trans>}>
      <Choices filter={filter} set={(change) => setFilter((all) => ({ ...all, ...change }))} />
      {chosen && <Listed filter={filter} />}
    </Section>
  );
}

function Listed({ filter }: { readonly filter: MemberFilter }) {
  const { t } = useLingui();
  const pages = usePages(MembersByDocument, { filter }, (data) => data.members);
  if (pages.problem) return <ProblemNote says={pages.problem} />;
  if (pages.read && pages.rows.length === 0)
    return (
      <Text role="status">
        <Trans>No member is in this state.</Trans>
      </Text>
    );
  return (
    <MemberRows
      label={t`Members by status`}
      rows={pages.rows}
      total={pages.total}
      more={pages.more}
    />
  );
}

interface ChoicesProps {
  readonly filter: MemberFilter;
  readonly set: (change: MemberFilter) => void;
}

function Choices({ filter, set }: ChoicesProps) {
  const { t } = useLingui();
  const [{ data }] = useQuery({ query: PlanNamesDocument });
  const plans = (data?.plans ?? []).map(({ code, name }) => ({ value: code, label: name.text }));
  const [statuses, causes, holds] = [useChoices(STATUS), useChoices(CAUSE), useChoices(HOLD)];
  const any = { placeholder: t`any`, clearable: true, flex: "1 1 10rem" } as const;
  return (
    <Group>
      <Select
        {...any}
        label={t`Status`}
        data={statuses}
        value={filter.status ?? null}
        onChange={(status) => set({ status: status as Status | null })}
      />
      <Select
        {...any}
        label={t`Plan`}
        data={plans}
        value={filter.plan ?? null}
        onChange={(plan) => set({ plan })}
      />
      <Select
        {...any}
        label={t`Cause`}
        data={causes}
        value={filter.cause ?? null}
        onChange={(cause) => set({ cause: cause as Cause | null })}
        searchable
      />
      <Select
        {...any}
        label={t`Hold`}
        data={holds}
        value={filter.hold ?? null}
        onChange={(hold) => set({ hold: hold as HoldKind | null })}
      />
    </Group>
  );
}
