import { Plural, useLingui } from "@lingui/react/macro";
import { Group, SegmentedControl, Select, Text, Textarea } from "@mantine/core";
import type { Cause, HoldKind, Status } from "../graph/graphql";
import { CAUSE, HOLD, STATUS, useChoices } from "../words";
import type { FieldProps } from "./What";
import { idsOf } from "./writing";

/** These members, or all who are like that. */
export function Whom({ bulk, set, plans }: FieldProps) {
  const { t } = useLingui();
  const statuses = useChoices(STATUS);
  const causes = useChoices(CAUSE);
  const holds = useChoices(HOLD);
  const ids = idsOf(bulk).length;
  return (
    <>
      <SegmentedControl
        aria-label={t`Whom`}
        value={bulk.whom}
        onChange={(whom) => set({ whom: whom as typeof bulk.whom })}
        data={[
          { value: "IDS", label: t`These members` },
          { value: "FILTER", label: t`All who are like that` },
        ]}
      />
      {bulk.whom === "IDS" ? (
        <>
          <Textarea
            label={t`Ids of members`}
            description={t`With spaces, commas or lines between them.`}
            value={bulk.ids}
            onChange={(event) => set({ ids: event.currentTarget.value })}
            autosize
            minRows={3}
            maxRows={12}
          />
          <Text size="sm" c="dimmed" aria-live="polite">
            <Plural value={ids} one="# member" other="# members" />
          </Text>
        </>
      ) : (
        <Group grow>
          <Select
            label={t`Status`}
            data={statuses}
            value={bulk.status}
            onChange={(status) => set({ status: status as Status | null })}
            clearable
          />
          <Select
            label={t`Plan`}
            data={[...plans]}
            value={bulk.held}
            onChange={(held) => set({ held })}
            clearable
          />
          <Select
            label={t`Cause`}
            data={causes}
            value={bulk.cause}
            onChange={(cause) => set({ cause: cause as Cause | null })}
            clearable
            searchable
          />
          <Select
            label={t`Hold`}
            data={holds}
            value={bulk.hold}
            onChange={(hold) => set({ hold: hold as HoldKind | null })}
            clearable
          />
        </Group>
      )}
    </>
  );
}
