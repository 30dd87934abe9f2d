import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Checkbox, Group, Spoiler, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "../../shared/parts/Section";
import { written } from "../../shared/words/language";
import { spoken } from "../../shared/words/times";
import { type Case, useTicked } from "./case";

interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly says: ReactNode;
  readonly label: string;
}

/** What the case rests on. What is ticked goes with a decision or a message. */
export function EvidenceList({ appeal }: { readonly appeal: Case }) {
  const { caseFile, files, identity } = appeal;
  const entries = [...(caseFile?.evidence ?? []), ...(caseFile?.records ?? [])];
  const once = [...new Map(entries.map((one) => [`${one.kind} ${one.id}`, one])).values()];
  return (
    <Section title={<Trans>What shows it</Trans>}>
      <Text size="sm" c="dimmed">
        <Trans>Tick what a decision or a message is to name.</Trans>
      </Text>
      <Files files={files} />
      {caseFile?.namedOrders.map((one) => (
        <Text key={one.named} size="sm">
          {one.named}: {one.says.text}
        </Text>
      ))}
      <Spoiler
        maxHeight={320}
        showLabel={<Trans>Show all {once.length}</Trans>}
        hideLabel={<Trans>Show less</Trans>}
      >
        <Stack gap="xs">
          {once.map(({ kind, id, at, says }) => (
            <Tick
              key={`${kind} ${id}`}
              kind={kind}
              id={id}
              at={at}
              says={says.text}
              label={says.text}
            />
          ))}
        </Stack>
      </Spoiler>
      <Text size="sm">
        {identity.how ? (
          <Trans>Who appeals has been proven.</Trans>
        ) : (
          <Trans>Who appeals has not been proven yet.</Trans>
        )}
      </Text>
    </Section>
  );
}

function Tick({ kind, id, at, says, label }: Entry) {
  const { quotes, toggle } = useTicked();
  const ticked = quotes.some((one) => one.kind === kind && one.id === id);
  return (
    <Group gap="xs" wrap="nowrap" align="start">
      <Checkbox
        mt={2}
        size="xs"
        checked={ticked}
        aria-label={label}
        onChange={() => toggle(kind, id)}
      />
      <Stack gap={0} miw={0}>
        <Text size="sm">{says}</Text>
        <Text size="xs" c="dimmed">
          {spoken(at)}
        </Text>
      </Stack>
    </Group>
  );
}

function Files({ files }: Pick<Case, "files">) {
  const { t } = useLingui();
  return files.map(({ id, name, size, at, link }) => {
    const kilobytes = new Intl.NumberFormat(written()).format(Math.ceil(size / 1024));
    const says = link ? (
      <Anchor href={link.path} download size="sm">
        {name} ({kilobytes} KB)
      </Anchor>
    ) : (
      name
    );
    return <Tick key={id} kind="FILE" id={id} at={at} says={says} label={t`File ${name}`} />;
  });
}
