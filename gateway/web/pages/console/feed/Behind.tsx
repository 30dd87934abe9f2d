import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface Props {
  readonly cursor: string;
  readonly children: ReactNode;
}

/** Leads to what was told behind a cursor. */
export function Behind({ cursor, children }: Props) {
  return (
    <Anchor
      renderRoot={(props) => <Link to="/console/feed" search={{ after: cursor }} {...props} />}
    >
      {children}
    </Anchor>
  );
}
