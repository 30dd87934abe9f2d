import { Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import { listed, spoken } from "../../shared/words/times";
import type { ExplainedSaidFragment } from "../graph/graphql";
import { CAUSE, useSay } from "../words";

interface Props {
  readonly explanation: ExplainedSaidFragment;
}

/** What the rules say of a loss: cause, cost, and what still stands in the way. */
export function Explanation({ explanation }: Props) {
  return (
    <>
      <Found explanation={explanation} />
      <Cost explanation={explanation} />
      <Blockers explanation={explanation} />
      <Text size="xs" c="dimmed">
        <Trans>Rules that fired: {explanation.rules.join(", ")}</Trans>
      </Text>
    </>
  );
}

function Found({ explanation: { cause, certainty, summary, lostAt, ...by } }: Props) {
  const say = useSay();
  return (
    <>
      {cause && (
        <Text fw={600}>
          {say(CAUSE[cause])}
          {certainty !== "CERTAIN" && (
            <Text span c="dimmed" fw={400}>
              {" · "}
              <Trans>not certain</Trans>
            </Text>
          )}
        </Text>
      )}
      <Text size="sm">{summary.text}</Text>
      {lostAt && (
        <Text size="sm" c="dimmed">
          <Trans>Lost on {spoken(lostAt)}</Trans>
        </Text>
      )}
      {by.clause && (
        <Text size="sm">
          <Trans>
            By clause {by.clause}, version {by.clauseVersion}
          </Trans>
        </Text>
      )}
    </>
  );
}

function Cost({ explanation: { moneyLost, benefitsLost } }: Props) {
  return (
    <>
      {moneyLost.amount > 0 && (
        <Text size="sm">
          <Trans>It has cost {moneyLost.formatted} of discount.</Trans>
        </Text>
      )}
      {benefitsLost.length > 0 && (
        <Text size="sm">
          <Trans>Benefits lost: {listed(benefitsLost.map((one) => one.name.text))}</Trans>
        </Text>
      )}
    </>
  );
}

function Blockers({ explanation: { blockers } }: Props) {
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
