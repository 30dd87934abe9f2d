import { Box, Stack } from "@mantine/core";
import type { ReactNode } from "react";

/** A list of things with which something can be done: each takes the whole width. */
export function Rows({ children }: { readonly children: ReactNode }) {
  return (
    <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: "none" }}>
      {children}
    </Stack>
  );
}

export function Row({ children }: { readonly children: ReactNode }) {
  return <Box component="li">{children}</Box>;
}
