import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  readonly says: ReactNode;
  readonly children: ReactNode;
}

/** What few need: there when it is asked for. */
export function Folded({ says, children }: Props) {
  const [shown, { open }] = useDisclosure(false);
  if (shown) return children;
  return (
    <Button variant="default" onClick={open}>
      {says}
    </Button>
  );
}
