import { Trans, useLingui } from "@lingui/react/macro";
import { Button, SegmentedControl, Select, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRef } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { type Cause, DecideAppealDocument, type Verdict } from "../graph/graphql";
import { useKept } from "../kept";
import { useShortcuts } from "../keys/shortcuts";
import { CAUSE, useChoices, VERDICT } from "../words";
import { type Case, useTicked } from "./case";
import { LookAgain } from "./LookAgain";
import { Parts } from "./Parts";
import { Preview } from "./Preview";
import { begun, command, differs, partsOf, type Ruling } from "./ruling";
import type { Standing } from "./standing";
import { suggested } from "./suggested";
import { TemplateChoice } from "./TemplateChoice";

interface Props {
  readonly appeal: Case;
  readonly standing: Standing | null;
}

/** Verdict, cause and remedy, with what it would give before it is given. */
export function Decide({ appeal, standing }: Props) {
  const { t } = useLingui();
  const { number } = appeal;
  const [kept, setKept, forget] = useKept<Ruling | null>(`${number}.ruling`, null);
  const ruling = kept ?? begun(appeal);
  const set = (change: Partial<Ruling>) => setKept({ ...ruling, ...change });
  const cited = useTicked().quotes.map(({ id }) => id);
  const decide = useCommand(DecideAppealDocument, (data) => data.decideAppeal);
  const [looking, { open, close }] = useDisclosure();
  const parts = partsOf(ruling, suggested(appeal, standing));
  const whole = command(ruling, parts, number, cited);
  const reason = useRef<HTMLTextAreaElement>(null);
  useShortcuts([{ key: "d", says: t`Decide`, act: () => reason.current?.focus() }]);
  const give = async () => {
    const done = whole && (await decide.run(whole));
    close();
    if (done) forget();
  };
  return (
    <Section title={<Trans>Decide</Trans>}>
      <Stack gap="sm">
        <Found ruling={ruling} set={set} appeal={appeal} />
        <TemplateChoice
          number={number}
          chosen={ruling.template}
          choose={(template) => set({ template })}
        />
        {!ruling.template && (
          <Textarea
            ref={reason}
            label={t`Reason`}
            description={t`The member reads it.`}
            value={ruling.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
            autosize
            minRows={3}
            maxRows={12}
          />
        )}
        <Parts parts={parts} set={(chosen) => set({ parts: chosen })} />
        <Cited ruling={ruling} set={set} appeal={appeal} />
        <Preview number={number} cause={ruling.cause} parts={parts} />
        <ProblemNote says={decide.problem?.message} />
        <Button disabled={!whole} onClick={open}>
          <Trans>Review and decide</Trans>
        </Button>
      </Stack>
      <LookAgain
        opened={looking}
        close={close}
        give={give}
        busy={decide.busy}
        number={number}
        ruling={ruling}
        parts={parts}
      />
    </Section>
  );
}

interface Fields {
  readonly ruling: Ruling;
  readonly set: (change: Partial<Ruling>) => void;
}

function Found({ ruling, set, appeal }: Fields & { readonly appeal: Case }) {
  const { t } = useLingui();
  const verdicts = useChoices(VERDICT);
  const causes = useChoices(CAUSE);
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t`Verdict`}
        data={verdicts}
        value={ruling.verdict ?? ""}
        onChange={(verdict) => set({ verdict: verdict as Verdict })}
      />
      <Select
        label={t`Cause`}
        data={causes}
        value={ruling.cause}
        onChange={(cause) => set({ cause: cause as Cause | null })}
        searchable
        allowDeselect={false}
      />
      {differs(ruling, appeal) && (
        <Textarea
          label={t`Why the cause differs from the explanation`}
          description={t`The member reads it.`}
          value={ruling.differenceReason}
          onChange={(event) => set({ differenceReason: event.currentTarget.value })}
          autosize
          minRows={2}
        />
      )}
    </>
  );
}

function Cited({ ruling, set, appeal: { caseFile } }: Fields & { readonly appeal: Case }) {
  const { t } = useLingui();
  const clauses = (caseFile?.records ?? [])
    .filter(({ kind }) => kind === "CLAUSE")
    .map(({ id, says }) => ({ value: id, label: says.text }));
  const count = useTicked().quotes.length;
  return (
    <>
      <Select
        label={t`Clause`}
        description={t`What the decision rests on. Left empty: the clause that the explanation names, if any.`}
        placeholder={t`None`}
        data={clauses}
        value={ruling.clause || null}
        onChange={(clause) => set({ clause: clause ?? "" })}
        clearable
        searchable
      />
      <Text size="sm" c="dimmed">
        {count > 0 ? (
          <Trans>Evidence cited, as ticked: {count}</Trans>
        ) : (
          <Trans>Nothing is ticked: the decision refers to the evidence of the explanation.</Trans>
        )}
      </Text>
    </>
  );
}
