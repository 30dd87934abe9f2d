import { Trans, useLingui } from "@lingui/react/macro";
import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
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
import { begun, command, differs, type Ruling } from "./ruling";
import { TemplateChoice } from "./TemplateChoice";

/** Verdict, cause and remedy, with what it would give before it is given. */
export function Decide({ appeal }: { readonly appeal: Case }) {
  const { t } = useLingui();
  const { number } = appeal;
  const [kept, setKept, forget] = useKept<Ruling | null>(`${number}.ruling`, null);
  const ruling = kept ?? begun(appeal);
  const set = (change: Partial<Ruling>) => setKept({ ...ruling, ...change });
  const cited = useTicked().quotes.map(({ id }) => id);
  const decide = useCommand(DecideAppealDocument, (data) => data.decideAppeal);
  const [looking, { open, close }] = useDisclosure();
  const whole = command(ruling, number, cited);
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
        <Parts parts={ruling.parts} set={(parts) => set({ parts })} />
        <Cited ruling={ruling} set={set} />
        <Preview number={number} ruling={ruling} />
        <ProblemNote says={decide.problem?.message} />
        <Button disabled={!whole} onClick={open}>
          <Trans>Look once more, then decide</Trans>
        </Button>
      </Stack>
      <LookAgain
        opened={looking}
        close={close}
        give={give}
        busy={decide.busy}
        number={number}
        ruling={ruling}
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
          label={t`Why it is another cause than the explanation's`}
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

function Cited({ ruling, set }: Fields) {
  const { t } = useLingui();
  const count = useTicked().quotes.length;
  return (
    <>
      <Group grow align="end">
        <TextInput
          label={t`Clause cited`}
          value={ruling.clause}
          onChange={(event) => set({ clause: event.currentTarget.value })}
        />
        <NumberInput
          label={t`Version`}
          min={1}
          allowDecimal={false}
          value={ruling.clauseVersion}
          onChange={(value) => set({ clauseVersion: typeof value === "number" ? value : "" })}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {count > 0 ? (
          <Trans>Evidence cited, as ticked: {count}</Trans>
        ) : (
          <Trans>Nothing is ticked: it cites what the explanation names.</Trans>
        )}
      </Text>
    </>
  );
}
