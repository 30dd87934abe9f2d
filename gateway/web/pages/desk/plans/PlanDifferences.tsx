import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import { written } from "../clauses/naming";
import type { PlanDiffersFragment } from "../graph/graphql";
import { useSay } from "../words";
import { PLAN_FIELD } from "./words";

/** Says one of them in a line. */
export function useDifference(): (difference: PlanDiffersFragment) => string {
  const say = useSay();
  return ({ field, name, benefit, before, after }) => {
    const words = PLAN_FIELD[field];
    const what = name?.text || benefit || (words ? say(words) : field);
    return `${what}: ${written(before)} → ${written(after)}`;
  };
}

/** What differs between two versions of a plan. */
export function PlanDifferences({
  differences,
}: {
  readonly differences: readonly PlanDiffersFragment[];
}) {
  const said = useDifference();
  if (differences.length === 0)
    return (
      <Text size="sm" c="dimmed">
        <Trans>Nothing differs.</Trans>
      </Text>
    );
  return (
    <List size="sm">
      {differences.map((one) => (
        <List.Item key={`${one.field} ${one.benefit}`}>
          {said(one)} {one.worse && <Trans>(less for members)</Trans>}
        </List.Item>
      ))}
    </List>
  );
}
