import { Box, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import classes from "./FactList.module.css";

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
    <Box component="dl" m={0} className={classes.facts}>
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
    </Box>
  );
}
