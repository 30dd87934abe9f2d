import { Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { CAUSE, useSay } from "../words";
import type { Case } from "./case";

/** What the rules say of the loss, as the case file keeps it. */
export function Explained({ appeal: { caseFile, caseFileMissing } }: { readonly appeal: Case }) {
  const say = useSay();
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
      {explanation.cause && (
        <Text fw={600}>
          {say(CAUSE[explanation.cause])}
          {explanation.certainty !== "CERTAIN" && (
            <Text span c="dimmed" fw={400}>
              {" · "}
              <Trans>not certain</Trans>
            </Text>
          )}
        </Text>
      )}
      <Text size="sm">{explanation.summary.text}</Text>
      {explanation.lostAt && (
        <Text size="sm" c="dimmed">
          <Trans>Lost on {spoken(explanation.lostAt)}</Trans>
        </Text>
      )}
      {explanation.clause && (
        <Text size="sm">
          <Trans>
            By clause {explanation.clause}, version {explanation.clauseVersion}
          </Trans>
        </Text>
      )}
      {explanation.moneyLost.amount > 0 && (
        <Text size="sm">
          <Trans>It has cost {explanation.moneyLost.formatted} of discount.</Trans>
        </Text>
      )}
      {explanation.benefitsLost.length > 0 && (
        <Text size="sm">
          <Trans>
            Benefits lost: {explanation.benefitsLost.map((one) => one.name.text).join(", ")}
          </Trans>
        </Text>
      )}
      <Blockers blockers={explanation.blockers} />
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
      <Text size="xs" c="dimmed">
        <Trans>Rules that fired: {explanation.rules.join(", ")}</Trans>
      </Text>
    </Section>
  );
}

type Blockers = NonNullable<Case["caseFile"]>["explanation"]["blockers"];

function Blockers({ blockers }: { readonly blockers: Blockers }) {
  if (blockers.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        <Trans>What still stands in the way</Trans>
      </Text>
      <List size="sm">
        {blockers.map((one) => (
          <List.Item key={one.says.text}>
            {one.says.text} {one.releasedBy.text}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
