import { useLingui } from "@lingui/react/macro";
import type { ActorSaidFragment } from "./graph/graphql";

/** Who said or did something, for staff. */
export function useWho(): (by: ActorSaidFragment) => string {
  const { t } = useLingui();
  return ({ kind, name, id }) => {
    if (kind === "MEMBER") return t`The member`;
    if (kind === "SYSTEM") return t`A rule`;
    if (kind === "HOST") return t`The shop`;
    if (kind === "CLAUSE") return t`Clause ${id}`;
    return name || id;
  };
}
