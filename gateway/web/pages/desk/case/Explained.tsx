import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { Explanation } from "../explained/Explanation";
import type { Case } from "./case";

/** What the rules say of the loss, as the case file keeps it. */
export function Explained({ appeal: { caseFile, caseFileMissing } }: { readonly appeal: Case }) {
  if (!caseFile)
    return (
      <Section title={<Trans>Why it was lost</Trans>}>
        <Text c="dimmed">
          <Trans>The case file is being put together; it comes by itself.</Trans>
        </Text>
      </Section>
    );
  const { explanation, explanationNow } = caseFile;
  return (
    <Section title={<Trans>Why it was lost</Trans>}>
      <Explanation explanation={explanation} />
      {explanationNow && explanationNow.summary.text !== explanation.summary.text && (
        <Text size="sm">
          <Trans>As it stands now: {explanationNow.summary.text}</Trans>
        </Text>
      )}
      {caseFileMissing.length > 0 && (
        <Text size="sm">
          <Trans>A part of the case file could not be read and is fetched again.</Trans>
        </Text>
      )}
    </Section>
  );
}
