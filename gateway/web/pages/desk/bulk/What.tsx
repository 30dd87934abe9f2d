import { useLingui } from "@lingui/react/macro";
import { NumberInput, Select } from "@mantine/core";
import type { Bulk, BulkAct } from "./writing";

export interface FieldProps {
  readonly bulk: Bulk;
  readonly set: (change: Partial<Bulk>) => void;
  readonly plans: readonly { readonly value: string; readonly label: string }[];
}

const whole = (value: string | number): number | "" => (typeof value === "number" ? value : "");

/** What is done to each, with how much of it. */
export function What({ bulk, set, plans }: FieldProps) {
  const { t } = useLingui();
  const acts: Record<BulkAct, string> = {
    GRANT_DAYS: t`Grant days`,
    GRANT_PLAN: t`Grant a plan`,
    ADJUST_BALANCE: t`Adjust the balance`,
    CANCEL: t`Cancel the membership`,
    CLOSE: t`Close the membership`,
  };
  return (
    <>
      <Select
        label={t`What is done`}
        data={Object.entries(acts).map(([value, label]) => ({ value, label }))}
        value={bulk.act}
        onChange={(act) => set({ act: act as BulkAct })}
        allowDeselect={false}
      />
      {bulk.act === "GRANT_PLAN" && (
        <Select
          label={t`Plan`}
          data={[...plans]}
          value={bulk.plan}
          onChange={(plan) => set({ plan })}
        />
      )}
      {(bulk.act === "GRANT_DAYS" || bulk.act === "GRANT_PLAN") && (
        <NumberInput
          label={t`Days`}
          min={1}
          allowDecimal={false}
          value={bulk.days}
          onChange={(value) => set({ days: whole(value) })}
        />
      )}
      {bulk.act === "ADJUST_BALANCE" && (
        <NumberInput
          label={t`Amount, in minor units`}
          description={t`1990 is 19.90; with a minus it is taken away.`}
          allowDecimal={false}
          value={bulk.amount}
          onChange={(value) => set({ amount: whole(value) })}
        />
      )}
    </>
  );
}
