import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Fieldset, Group, Select, Stack, TextInput } from "@mantine/core";
import type { BenefitKind } from "../graph/graphql";
import { BothLanguages } from "../parts/BothLanguages";
import { useChoices } from "../words";
import { BENEFIT_KIND } from "./words";
import { NO_BENEFIT, type WrittenBenefit } from "./writing";

interface Props {
  readonly benefits: readonly WrittenBenefit[];
  readonly set: (benefits: readonly WrittenBenefit[]) => void;
}

/** All that the plan gives. */
export function Benefits({ benefits, set }: Props) {
  const change = (place: number, change: Partial<WrittenBenefit>) =>
    set(benefits.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <>
      {benefits.map((benefit, at) => (
        <OneBenefit
          // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is written
          key={at}
          benefit={benefit}
          set={(part) => change(at, part)}
          takeOut={() => set(benefits.filter((_, place) => place !== at))}
        />
      ))}
      <Button variant="default" w="fit-content" onClick={() => set([...benefits, NO_BENEFIT])}>
        <Trans>Add a benefit</Trans>
      </Button>
    </>
  );
}

interface OneProps {
  readonly benefit: WrittenBenefit;
  readonly set: (change: Partial<WrittenBenefit>) => void;
  readonly takeOut: () => void;
}

function OneBenefit({ benefit, set, takeOut }: OneProps) {
  const { t } = useLingui();
  const kinds = useChoices(BENEFIT_KIND);
  return (
    <Fieldset legend={benefit.code || t`A new benefit`}>
      <Stack gap="xs">
        <BothLanguages label={t`Name`} value={benefit.name} set={(name) => set({ name })} />
        <Group grow align="end">
          <TextInput
            label={t`Code`}
            value={benefit.code}
            onChange={(event) => set({ code: event.currentTarget.value })}
          />
          <Select
            label={t`Kind`}
            data={kinds}
            value={benefit.kind}
            onChange={(kind) => set({ kind: kind as BenefitKind })}
            allowDeselect={false}
          />
          <TextInput
            label={t`Value`}
            value={benefit.value}
            onChange={(event) => set({ value: event.currentTarget.value })}
          />
          <Button variant="default" onClick={takeOut}>
            <Trans>Take it out</Trans>
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
