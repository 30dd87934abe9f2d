import { UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly open: boolean;
  readonly toggle: () => void;
  readonly children: ReactNode;
}

/** Opens a part that is seldom wanted. */
export function Opens({ open, toggle, children }: Props) {
  return (
    <UnstyledButton onClick={toggle} aria-expanded={open} td="underline" fz="sm">
      {children}
    </UnstyledButton>
  );
}
