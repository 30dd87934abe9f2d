import { Trans } from "@lingui/react/macro";
import { Spoiler, Stack, Text, Timeline } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { listed, spoken } from "../../shared/words/times";
import type { Explained } from "./stands";
import { RESPONSIBLE } from "./words";

interface Props {
  readonly explanation: Explained;
  readonly zone: string;
}

/** Why it stands so, with what proves it, and what it cost. */
export function Why({ explanation, zone }: Props) {
  const { cause, summary, moneyLost, benefitsLost, prevention, responsible } = explanation;
  if (!cause) return null;
  return (
    <Section title={<Trans>Why?</Trans>}>
      <Text>{summary.text}</Text>
      {responsible && (
        <Text size="sm" c="dimmed">
          {RESPONSIBLE[responsible]}
        </Text>
      )}
      {moneyLost.amount > 0 && (
        <Text>
          <Trans>It has cost you {moneyLost.formatted} of discount since.</Trans>
        </Text>
      )}
      {benefitsLost.length > 0 && (
        <Text size="sm">
          <Trans>You do without: {listed(benefitsLost.map((one) => one.name.text))}</Trans>
        </Text>
      )}
      <Evidence explanation={explanation} zone={zone} />
      {prevention.text && (
        <Text size="sm" c="dimmed">
          {prevention.text}
        </Text>
      )}
    </Section>
  );
}

function Evidence({ explanation: { evidence }, zone }: Props) {
  if (evidence.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        <Trans>What shows it</Trans>
      </Text>
      <Spoiler
        maxHeight={220}
        showLabel={<Trans>Show all</Trans>}
        hideLabel={<Trans>Show less</Trans>}
      >
        <Timeline bulletSize={12} lineWidth={2}>
          {evidence.map((one) => (
            <Timeline.Item key={`${one.kind} ${one.id}`}>
              <Text size="sm">{one.says.text}</Text>
              <Text size="xs" c="dimmed">
                {spoken(one.at, zone)}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      </Spoiler>
    </Stack>
  );
}
