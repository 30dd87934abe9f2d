import { SimpleGrid, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";

export interface Fact {
  readonly key: string;
  readonly is: ReactNode;
  /** Nothing: the fact is left out. */
  readonly says: ReactNode;
}

/** What is known, name by name. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(({ says }) => says !== null && says !== undefined && says !== "");
  return (
    <SimpleGrid component="dl" cols={2} spacing="xs" verticalSpacing={4} m={0}>
      {known.map(({ key, is, says }) => (
        <Fragment key={key}>
          <Text component="dt" size="sm" c="dimmed">
            {is}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {says}
          </Text>
        </Fragment>
      ))}
    </SimpleGrid>
  );
}
