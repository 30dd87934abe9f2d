import { Trans } from "@lingui/react/macro";
import { Button, Stack, Text, Timeline } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Section } from "../../shared/parts/Section";
import { listed, spoken } from "../../shared/words/times";
import type { Explained } from "./stands";
import { RESPONSIBLE } from "./words";

const FIRST = 3;

interface Props {
  readonly explanation: Explained;
  readonly zone: string;
}

/** What proves why it stands so, and what it cost; the headline says why. */
export function Why({ explanation, zone }: Props) {
  const { cause, moneyLost, benefitsLost, prevention, responsible } = explanation;
  if (!cause) return null;
  return (
    <Section title={<Trans>Why?</Trans>}>
      {responsible && (
        <Text size="sm" c="dimmed">
          {RESPONSIBLE[responsible]}
        </Text>
      )}
      {moneyLost.amount > 0 && (
        <Text>
          <Trans>It has cost you {moneyLost.formatted} in discounts since.</Trans>
        </Text>
      )}
      {benefitsLost.length > 0 && (
        <Text size="sm">
          <Trans>What you are missing: {listed(benefitsLost.map((one) => one.name.text))}</Trans>
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
  const [all, { toggle }] = useDisclosure(false);
  if (evidence.length === 0) return null;
  const shown = all ? evidence : evidence.slice(0, FIRST);
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        <Trans>What shows it</Trans>
      </Text>
      <Timeline bulletSize={12} lineWidth={2}>
        {shown.map((one) => (
          <Timeline.Item key={`${one.kind} ${one.id}`}>
            <Text size="sm">{one.says.text}</Text>
            <Text size="xs" c="dimmed">
              {spoken(one.at, zone)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      {evidence.length > FIRST && (
        <Button variant="subtle" size="compact-sm" onClick={toggle} aria-expanded={all}>
          {all ? <Trans>Show less</Trans> : <Trans>Show all</Trans>}
        </Button>
      )}
    </Stack>
  );
}
