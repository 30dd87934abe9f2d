import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";

/** To an appeal. */
export function CaseLink({ number }: { readonly number: string }) {
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link to="/desk/cases/$number" params={{ number }} {...props} />}
    >
      {number}
    </Anchor>
  );
}
