import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface Props extends AnchorProps {
  readonly memberId: string;
  /** By default the id. */
  readonly children?: ReactNode;
  /** -1: what is around it is opened by keys. */
  readonly tabIndex?: number;
}

/** To a member's page; an id may have any sign in it. */
export function MemberLink({ memberId, children = memberId, ...look }: Props) {
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/desk/members/$memberId" params={{ memberId }} {...props} />}
      {...look}
    >
      {children}
    </Anchor>
  );
}
