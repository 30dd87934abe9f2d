import { Title } from "@mantine/core";
import type { ReactNode } from "react";

export function PageTitle({ children }: { readonly children: ReactNode }) {
  return (
    <Title order={1} size="h2">
      {children}
    </Title>
  );
}
