import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { Blockers, Explanation } from "../explained/Explanation";
import type { Case } from "./case";
import type { Standing } from "./standing";

interface Props {
  readonly appeal: Case;
  readonly standing: Standing | null;
}

/** What the rules say of the loss, as the case file keeps it, and what is left of it by now. */
export function Explained({ appeal: { caseFile, caseFileMissing }, standing }: Props) {
  if (!caseFile)
    return (
      <Section title={<Trans>Why it was lost</Trans>}>
        <Text c="dimmed">
          <Trans>The case file is being put together and will appear here.</Trans>
        </Text>
      </Section>
    );
  const { explanation } = caseFile;
  const now = standing?.membership?.explanation;
  return (
    <Section title={<Trans>Why it was lost</Trans>}>
      <Explanation explanation={explanation} />
      {now && now.summary.text !== explanation.summary.text && (
        <Text size="sm">
          <Trans>As it stands now: {now.summary.text}</Trans>
        </Text>
      )}
      {now && <Blockers blockers={now.blockers} />}
      {caseFileMissing.length > 0 && (
        <Text size="sm">
          <Trans>A part of the case file could not be read and is being fetched again.</Trans>
        </Text>
      )}
    </Section>
  );
}
