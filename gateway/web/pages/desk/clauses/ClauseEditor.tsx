import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type ClauseDraftedFragment, SaveClauseDraftDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { type Both, BothLanguages, isWhole, NO_WORDS } from "../parts/BothLanguages";
import type { Version } from "./clause";
import { type Named, named, valued } from "./naming";
import { Parameters } from "./Parameters";
import { PublishClause } from "./PublishClause";

interface Written {
  readonly title: Both;
  readonly text: Both;
  readonly parameters: readonly Named[];
}

interface Props {
  readonly code: string;
  readonly draft: ClauseDraftedFragment | null;
  readonly inForce: Version | null;
  readonly saved: () => void;
}

function begun(from: ClauseDraftedFragment | Version | null): Written {
  if (!from) return { title: NO_WORDS, text: NO_WORDS, parameters: [] };
  return {
    title: { zh: from.title.zh, en: from.title.en },
    text: { zh: from.text.zh, en: from.text.en },
    parameters: named(from.parameters),
  };
}

/** The next version: in this tab while it is written, then as the draft of all. */
export function ClauseEditor({ code, draft, inForce, saved }: Props) {
  const { t } = useLingui();
  const [kept, keep, forget] = useKept<Written | null>(`clause.${code}`, null);
  const written = kept ?? begun(draft ?? inForce);
  const set = (change: Partial<Written>) => keep({ ...written, ...change });
  const save = useCommand(SaveClauseDraftDocument, (data) => data.saveClauseDraft);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { title, text, parameters } = written;
    if (!(await save.run({ code, title, text, parameters: valued(parameters) }))) return;
    forget();
    saved();
  };
  const ready = kept !== null && isWhole(written.title) && isWhole(written.text);
  return (
    <Section title={<Trans>The next version</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <BothLanguages label={t`Title`} value={written.title} set={(title) => set({ title })} />
          <BothLanguages
            label={t`Text`}
            value={written.text}
            set={(text) => set({ text })}
            rows={6}
          />
          <Parameters parameters={written.parameters} set={(parameters) => set({ parameters })} />
          <ProblemNote says={save.problem?.message} />
          <Group>
            <Button type="submit" loading={save.busy} disabled={!ready}>
              <Trans>Save as a draft</Trans>
            </Button>
            {kept && (
              <Button variant="default" onClick={forget}>
                <Trans>Leave it as it was</Trans>
              </Button>
            )}
            {draft && !kept && <PublishClause draft={draft} published={saved} />}
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
