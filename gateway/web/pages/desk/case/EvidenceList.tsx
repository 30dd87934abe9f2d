import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { type Piece, weighed } from "../../shared/evidence";
import { Attached } from "../../shared/parts/Attached";
import { Section } from "../../shared/parts/Section";
import type { Case, Told } from "./case";
import { From } from "./From";
import { Tick } from "./Tick";

/** What the case rests on. What is ticked goes with a decision or a message. */
export function EvidenceList({ appeal }: { readonly appeal: Case }) {
  const { caseFile, files, identity } = appeal;
  return (
    <Section title={<Trans>Evidence</Trans>}>
      <Text size="sm" c="dimmed">
        <Trans>Tick what your decision or message should refer to.</Trans>
      </Text>
      <Files files={files} />
      {caseFile?.namedOrders.map((one) => (
        <Text key={one.named} size="sm">
          {one.named}: {one.says.text}
        </Text>
      ))}
      {caseFile && <Records file={caseFile} />}
      <Text size="sm">
        {identity.how ? (
          <Trans>The member has proven who they are.</Trans>
        ) : (
          <Trans>The member has not proven who they are yet.</Trans>
        )}
      </Text>
    </Section>
  );
}

function Records({ file }: { readonly file: Told }) {
  const { first, further, terms } = weighed(file);
  return (
    <>
      <Ticks records={first} file={file} />
      <Folded title={<Trans>Further records</Trans>} records={further} file={file} />
      <Folded title={<Trans>Terms that applied</Trans>} records={terms} file={file} />
    </>
  );
}

interface TicksProps {
  readonly records: readonly Piece[];
  readonly file: Told;
}

function Ticks({ records, file }: TicksProps) {
  return (
    <Stack gap="xs">
      {records.map(({ kind, id, at, says }) => (
        <Tick key={`${kind} ${id}`} kind={kind} id={id} at={at} says={says.text} label={says.text}>
          <From
            happened={file.timeline.find(({ eventId }) => kind === "EVENT" && eventId === id)}
          />
        </Tick>
      ))}
    </Stack>
  );
}

function Folded({ title, ...rest }: TicksProps & { readonly title: ReactNode }) {
  if (rest.records.length === 0) return null;
  return (
    <details>
      <Text component="summary" size="sm" mb="xs">
        {title} ({rest.records.length})
      </Text>
      <Ticks {...rest} />
    </details>
  );
}

function Files({ files }: Pick<Case, "files">) {
  const { t } = useLingui();
  return files.map((file) => (
    <Tick
      key={file.id}
      kind="FILE"
      id={file.id}
      at={file.at}
      says={<Attached {...file} />}
      label={t`File ${file.name}`}
    />
  ));
}
