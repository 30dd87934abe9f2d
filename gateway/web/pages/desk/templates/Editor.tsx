import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Code, Group, Spoiler, Stack, Text, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  type PhrasesFragment,
  PublishTemplateDocument,
  SaveTemplateDraftDocument,
  type TemplateToldFragment,
} from "../graph/graphql";
import { useKept } from "../kept";
import { Sure } from "../parts/Sure";
import { useSay } from "../words";
import { PHRASE, PHRASES, type Phrase } from "./words";

type Sources = Record<Phrase, string>;

interface Props {
  readonly template: TemplateToldFragment;
}

const sources = ({ title, what, why, next, detail }: PhrasesFragment): Sources => ({
  title,
  what,
  why,
  next,
  detail,
});

/** What the next version would say: kept in this tab while it is written, then as the draft. */
export function Editor({ template }: Props) {
  const { eventType, language, draft, versions, inUse } = template;
  const say = useSay();
  const begun = draft?.phrases ?? versions.find((one) => one.version === inUse)?.phrases;
  const [kept, keep, forget] = useKept<Sources | null>(`template.${eventType}.${language}`, null);
  const written = kept ?? (begun ? sources(begun) : null);
  const save = useCommand(SaveTemplateDraftDocument, (data) => data.saveTemplateDraft);
  if (!written) return null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await save.run({ eventType, language, ...written })) forget();
  };
  const refused = save.problem?.field as Phrase | undefined;
  const named = refused !== undefined && PHRASES.includes(refused);
  return (
    <Section title={<Trans>Source</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {PHRASES.map((phrase) => (
            <Textarea
              key={phrase}
              label={say(PHRASE[phrase])}
              value={written[phrase]}
              onChange={(event) => keep({ ...written, [phrase]: event.currentTarget.value })}
              error={refused === phrase && save.problem?.message}
              autosize
              minRows={phrase === "title" ? 1 : 2}
              maxRows={10}
              lang={language === "EN" ? "en" : "zh-CN"}
              styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
              spellCheck={false}
            />
          ))}
          {!named && <ProblemNote says={save.problem?.message} />}
          <Group>
            <Button type="submit" loading={save.busy} disabled={!kept}>
              <Trans>Save as a draft</Trans>
            </Button>
            {kept && (
              <Button variant="default" onClick={forget}>
                <Trans>Leave it as it was</Trans>
              </Button>
            )}
            {draft && !kept && <Publish template={template} />}
          </Group>
          <Standing template={template} changed={kept !== null} />
        </Stack>
      </form>
      <MaySpeakOf template={template} />
    </Section>
  );
}

function Standing({ template: { draft, inUse }, changed }: Props & { readonly changed: boolean }) {
  return (
    <Text size="sm" c="dimmed" aria-live="polite">
      {changed ? (
        <Trans>Not saved yet; it stays in this tab. A preview shows it once it is saved.</Trans>
      ) : draft ? (
        <Trans>
          A draft of {draft.savedBy.name || draft.savedBy.id}, {spoken(draft.savedAt)}. Members get
          version {inUse} until it is published.
        </Trans>
      ) : (
        <Trans>This is version {inUse}, which members get.</Trans>
      )}
    </Text>
  );
}

function Publish({ template: { eventType, language, draft } }: Props) {
  const publish = useCommand(PublishTemplateDocument, (data) => data.publishTemplate);
  const act = async () => {
    const given = { eventType, language, draft: draft?.number ?? null, version: null };
    return (await publish.run(given)) !== null;
  };
  return (
    <Sure
      says={<Trans>Publish it</Trans>}
      does={<Trans>Publish it now</Trans>}
      act={act}
      busy={publish.busy}
      problem={publish.problem?.message}
      variant="light"
    >
      <Text>
        <Trans>
          From then on every message about this says what the draft says, in this language. Earlier
          versions stay, and can be used again.
        </Trans>
      </Text>
    </Sure>
  );
}

/** What the source may name: fields of the event, and how they are written. */
function MaySpeakOf({ template: { variables, filters } }: Props) {
  const { t } = useLingui();
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        <Trans>It may speak of</Trans>
      </Text>
      <Spoiler maxHeight={110} showLabel={t`Show all`} hideLabel={t`Show less`}>
        {variables.map(({ name, kind }) => (
          <Text key={name} size="sm">
            <Code>{name}</Code> {kind}
          </Text>
        ))}
      </Spoiler>
      <Text size="sm" c="dimmed">
        <Trans>Written by {filters.map((one) => `|${one}`).join(" ")}</Trans>
      </Text>
    </Stack>
  );
}
