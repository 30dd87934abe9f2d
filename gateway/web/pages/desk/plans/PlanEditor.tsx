import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  type PlanDraftedFragment,
  type PlanSaidFragment,
  SavePlanDraftDocument,
} from "../graph/graphql";
import { useKept } from "../kept";
import { BothLanguages } from "../parts/BothLanguages";
import { Benefits } from "./Benefits";
import { PublishPlan } from "./PublishPlan";
import { begun, command, type WrittenPlan } from "./writing";

interface Other {
  readonly code: string;
  readonly name: { readonly text: string };
}

interface Props {
  readonly code: string;
  readonly draft: PlanDraftedFragment | null;
  readonly newest: PlanSaidFragment | null;
  readonly others: readonly Other[];
  readonly saved: () => void;
}

/** The next version: in this tab while it is written, then as the draft of all. */
export function PlanEditor({ code, draft, newest, others, saved }: Props) {
  const [kept, keep, forget] = useKept<WrittenPlan | null>(`plan.${code}`, null);
  const written = kept ?? begun(draft?.plan ?? newest);
  const set = (change: Partial<WrittenPlan>) => keep({ ...written, ...change });
  const save = useCommand(SavePlanDraftDocument, (data) => data.savePlanDraft);
  const whole = command(code, written);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!whole || !(await save.run(whole))) return;
    forget();
    saved();
  };
  return (
    <Section title={<Trans>The next version</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Terms written={written} set={set} others={others} />
          <Benefits benefits={written.benefits} set={(benefits) => set({ benefits })} />
          <ProblemNote says={save.problem?.message} />
          <Group>
            <Button type="submit" loading={save.busy} disabled={!kept || !whole}>
              <Trans>Save as a draft</Trans>
            </Button>
            {kept && (
              <Button variant="default" onClick={forget}>
                <Trans>Leave it as it was</Trans>
              </Button>
            )}
            {draft && !kept && <PublishPlan code={code} draft={draft} published={saved} />}
          </Group>
          <Text size="sm" c="dimmed" aria-live="polite">
            {kept ? (
              <Trans>Not saved yet; it stays in this tab.</Trans>
            ) : draft ? (
              <Trans>
                Draft {draft.revision}, saved {spoken(draft.savedAt)}. Nobody is told yet.
              </Trans>
            ) : (
              <Trans>As it was published last. Change something to prepare the next version.</Trans>
            )}
          </Text>
        </Stack>
      </form>
    </Section>
  );
}

interface TermsProps {
  readonly written: WrittenPlan;
  readonly set: (change: Partial<WrittenPlan>) => void;
  readonly others: readonly Other[];
}

const whole = (value: string | number): number | "" => (typeof value === "number" ? value : "");

function Terms({ written, set, others }: TermsProps) {
  const { t } = useLingui();
  return (
    <>
      <BothLanguages label={t`Name`} value={written.name} set={(name) => set({ name })} />
      <Group grow align="start">
        <NumberInput
          label={t`Price, in minor units`}
          description={t`1990 is 19.90.`}
          min={0}
          allowDecimal={false}
          value={written.price}
          onChange={(value) => set({ price: whole(value) })}
        />
        <NumberInput
          label={t`Period`}
          min={1}
          allowDecimal={false}
          value={written.length}
          onChange={(value) => set({ length: whole(value) })}
        />
        <Select
          label={t`Counted in`}
          data={[
            { value: "days", label: t`days` },
            { value: "months", label: t`months` },
            { value: "years", label: t`years` },
          ]}
          value={written.unit}
          onChange={(unit) => set({ unit: (unit ?? "months") as WrittenPlan["unit"] })}
          allowDeselect={false}
        />
      </Group>
      <Group grow align="start">
        <NumberInput
          label={t`Rank`}
          description={t`A higher one is an upgrade.`}
          allowDecimal={false}
          value={written.rank}
          onChange={(value) => set({ rank: whole(value) })}
        />
        <TextInput
          label={t`Price factor`}
          description={t`0.80: members pay 80 of 100.`}
          value={written.discount}
          onChange={(event) => set({ discount: event.currentTarget.value })}
        />
        <NumberInput
          label={t`Hours of grace`}
          min={0}
          allowDecimal={false}
          value={written.graceHours}
          onChange={(value) => set({ graceHours: whole(value) })}
        />
      </Group>
      <Select
        label={t`Falls to`}
        description={t`Where a clause puts a member who does not meet its conditions.`}
        placeholder={t`no plan`}
        data={others.map(({ code, name }) => ({ value: code, label: name.text }))}
        value={written.fallsTo || null}
        onChange={(fallsTo) => set({ fallsTo: fallsTo ?? "" })}
        clearable
      />
    </>
  );
}
