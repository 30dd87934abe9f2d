import { Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import { listed, spoken } from "../../shared/words/times";
import type { BlockingFragment, ExplainedSaidFragment } from "../graph/graphql";
import { CAUSE, useSay } from "../words";

interface Props {
  readonly explanation: ExplainedSaidFragment;
}

/** What the rules say of a loss: its cause and its cost. */
export function Explanation({ explanation }: Props) {
  return (
    <>
      <Found explanation={explanation} />
      <Cost explanation={explanation} />
      <Text size="xs" c="dimmed">
        <Trans>Rule applied: {explanation.rules.join(", ")}</Trans>
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
      <Text size="sm">
        <Text span c="dimmed">
          <Trans>As the member reads it:</Trans>
        </Text>{" "}
        {summary.text}
      </Text>
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
          <Trans>Discount missed so far: {moneyLost.formatted}</Trans>
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

interface BlockersProps {
  readonly blockers: readonly BlockingFragment[];
}

/** What keeps the member out, as of now. */
export function Blockers({ blockers }: BlockersProps) {
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
