import { Box, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Figures.module.css";

interface Figure {
  readonly says: ReactNode;
  readonly value: ReactNode;
}

/** Names with what they come to, side by side as far as there is room. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <Box component="dl" className={classes.figures}>
      {figures.map(({ says, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of a page is always the same
        <div key={at}>
          <Text component="dt" size="xs" c="dimmed">
            {says}
          </Text>
          <Text component="dd" size="lg" fw={600} m={0}>
            {value}
          </Text>
        </div>
      ))}
    </Box>
  );
}
