import { Trans, useLingui } from "@lingui/react/macro";
import { Button, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type FormEvent, useRef } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  AddStaffNoteDocument,
  type AfterWait,
  AnswerAppealDocument,
  AskInformationDocument,
} from "../graph/graphql";
import { useKept } from "../kept";
import { useShortcuts } from "../keys/shortcuts";
import { type Case, useTicked } from "./case";
import { TemplateChoice } from "./TemplateChoice";

type Mode = "ANSWER" | "ASK" | "NOTE";

interface Draft {
  readonly mode: Mode;
  readonly text: string;
  readonly template: string;
  /** Of this browser's zone, as a form writes it; empty: as long as the operator allows. */
  readonly until: string;
  readonly whatFollows: AfterWait;
}

const EMPTY: Draft = { mode: "ANSWER", text: "", template: "", until: "", whatFollows: "DECIDE" };

/** An answer, a question with a time, or a note. What is written stays when the page is left. */
export function Writing({ appeal: { number } }: { readonly appeal: Case }) {
  const { t } = useLingui();
  const [draft, setDraft, forget] = useKept<Draft>(`${number}.writing`, EMPTY);
  const set = (change: Partial<Draft>) => setDraft((all) => ({ ...all, ...change }));
  const place = useRef<HTMLTextAreaElement>(null);
  const { send, busy, problem } = useSend(number, draft, forget);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const begin = (mode: Mode) => {
    set({ mode });
    place.current?.focus();
  };
  useShortcuts([
    { key: "a", says: t`Answer`, act: () => begin("ANSWER") },
    { key: "q", says: t`Ask the member`, act: () => begin("ASK") },
    { key: "c", says: t`Write a note`, act: () => begin("NOTE") },
    { key: "mod+Enter", says: t`Send what is written`, act: () => {} },
  ]);
  useHotkeys([["mod+Enter", () => document.activeElement === place.current && send()]], []);
  const says: Record<Mode, string> = {
    ANSWER: t`Answer to the member`,
    ASK: t`Question to the member`,
    NOTE: t`Note (the member never sees it)`,
  };
  return (
    <Section title={<Trans>Write</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <SegmentedControl
            fullWidth
            value={draft.mode}
            onChange={(mode) => set({ mode: mode as Mode })}
            aria-label={t`What to write`}
            data={[
              { value: "ANSWER", label: t`Answer` },
              { value: "ASK", label: t`Question` },
              { value: "NOTE", label: t`Note` },
            ]}
          />
          <TemplateChoice
            number={number}
            chosen={draft.template}
            choose={(template) => set({ template })}
          />
          {!draft.template && (
            <Textarea
              ref={place}
              label={says[draft.mode]}
              value={draft.text}
              onChange={(event) => set({ text: event.currentTarget.value })}
              autosize
              minRows={3}
              maxRows={12}
            />
          )}
          {draft.mode === "ASK" && <Until draft={draft} set={set} />}
          <Shown />
          <ProblemNote says={problem} />
          <Button type="submit" loading={busy} disabled={!draft.text.trim() && !draft.template}>
            <Trans>Send</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
  );
}

function useSend(number: string, draft: Draft, forget: () => void) {
  const { quotes, clear } = useTicked();
  const answer = useCommand(AnswerAppealDocument, (data) => data.answerAppeal);
  const ask = useCommand(AskInformationDocument, (data) => data.askInformation);
  const note = useCommand(AddStaffNoteDocument, (data) => data.addStaffNote);
  const { text, template, until, whatFollows } = draft;
  const said = template ? { template } : { text };
  const given = { number, ...said, quotes: [...quotes] };
  const asked = {
    number,
    ...(template ? { template } : { question: text }),
    quotes: [...quotes],
    whatFollows,
    answerUntil: until ? new Date(until).toISOString() : null,
  };
  const command = draft.mode === "NOTE" ? note : answer;
  const send = async () => {
    const sent = await (draft.mode === "ASK" ? ask.run(asked) : command.run(given));
    if (!sent) return;
    forget();
    clear();
  };
  const { busy, problem } = draft.mode === "ASK" ? ask : command;
  return { send, busy, problem: problem?.message };
}

interface UntilProps {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
}

function Until({ draft, set }: UntilProps) {
  const { t } = useLingui();
  return (
    <>
      <TextInput
        type="datetime-local"
        label={t`Answer until`}
        description={t`Left empty: as long as is usual here.`}
        value={draft.until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      <Select
        label={t`If no answer comes`}
        value={draft.whatFollows}
        onChange={(value) => set({ whatFollows: (value ?? "DECIDE") as AfterWait })}
        allowDeselect={false}
        data={[
          { value: "DECIDE", label: t`Decide on what is known` },
          { value: "CLOSE", label: t`Close it; an answer reopens it` },
        ]}
      />
    </>
  );
}

function Shown() {
  const { quotes } = useTicked();
  const count = quotes.length;
  if (count === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      <Trans>Ticked evidence that goes with it: {count}</Trans>
    </Text>
  );
}
