import { Trans, useLingui } from "@lingui/react/macro";
import {
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from "@mantine/core";
import { useState } from "react";
import type { AppealQueue, CaseReason, Cause } from "../graph/graphql";
import { CAUSE, QUEUE, useChoices, useSay } from "../words";
import { AMOUNT, FACT, REASON } from "./words";
import { AMOUNTS, FACTS, type Rule } from "./writing";

interface Props {
  readonly rule: Rule;
  readonly set: (rule: Rule) => void;
  readonly place: number;
  readonly up: (() => void) | null;
  readonly down: (() => void) | null;
  readonly takeOut: () => void;
}

/** What has to hold, and where an appeal waits then. */
export function OneRule({ rule, set, place, up, down, takeOut }: Props) {
  const { t } = useLingui();
  const queues = useChoices(QUEUE);
  return (
    <Fieldset legend={`${place}. ${rule.name || t`A new rule`}`}>
      <Stack gap="sm">
        <Group grow align="end">
          <TextInput
            label={t`Name`}
            value={rule.name}
            onChange={(event) => set({ ...rule, name: event.currentTarget.value })}
          />
          <Select
            label={t`Queue`}
            data={queues}
            value={rule.queue}
            onChange={(queue) => set({ ...rule, queue: queue as AppealQueue })}
            allowDeselect={false}
          />
        </Group>
        <Conditions rule={rule} set={set} />
        <Group gap="xs">
          <Button size="compact-sm" variant="default" disabled={!up} onClick={() => up?.()}>
            <Trans>Up</Trans>
          </Button>
          <Button size="compact-sm" variant="default" disabled={!down} onClick={() => down?.()}>
            <Trans>Down</Trans>
          </Button>
          <Button size="compact-sm" variant="default" onClick={takeOut}>
            <Trans>Take it out</Trans>
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function Conditions({ rule, set }: Pick<Props, "rule" | "set">) {
  const { t } = useLingui();
  const say = useSay();
  const causes = useChoices(CAUSE);
  const reasons = useChoices(REASON);
  const [all, setAll] = useState(false);
  const facts = FACTS.filter((fact) => all || rule.facts[fact] !== null);
  const amounts = AMOUNTS.filter((amount) => all || rule.amounts[amount] !== "");
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {(all || rule.causes.length > 0) && (
          <MultiSelect
            label={t`Cause is one of`}
            data={causes}
            value={[...rule.causes]}
            onChange={(chosen) => set({ ...rule, causes: chosen as Cause[] })}
            searchable
            clearable
          />
        )}
        {(all || rule.openedBecause.length > 0) && (
          <MultiSelect
            label={t`Opened because`}
            data={reasons}
            value={[...rule.openedBecause]}
            onChange={(chosen) => set({ ...rule, openedBecause: chosen as CaseReason[] })}
            clearable
          />
        )}
        {facts.map((fact) => (
          <Select
            key={fact}
            label={say(FACT[fact])}
            placeholder={t`does not matter`}
            data={[
              { value: "true", label: t`yes` },
              { value: "false", label: t`no` },
            ]}
            value={rule.facts[fact] === null ? null : String(rule.facts[fact])}
            onChange={(value) =>
              set({
                ...rule,
                facts: { ...rule.facts, [fact]: value === null ? null : value === "true" },
              })
            }
            clearable
          />
        ))}
        {amounts.map((amount) => (
          <NumberInput
            key={amount}
            label={say(AMOUNT[amount])}
            placeholder={t`does not matter`}
            min={0}
            allowDecimal={false}
            value={rule.amounts[amount]}
            onChange={(value) =>
              set({
                ...rule,
                amounts: { ...rule.amounts, [amount]: typeof value === "number" ? value : "" },
              })
            }
          />
        ))}
      </SimpleGrid>
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        aria-expanded={all}
        onClick={() => setAll(!all)}
      >
        {all ? t`Only what is named` : t`More conditions`}
      </Button>
    </>
  );
}
