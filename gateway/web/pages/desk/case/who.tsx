import { useLingui } from "@lingui/react/macro";
import type { By } from "./case";

/** Who said or did something, for staff. */
export function useWho(): (by: By) => string {
  const { t } = useLingui();
  return ({ kind, name, id }) => {
    if (kind === "MEMBER") return t`The member`;
    if (kind === "SYSTEM") return t`A rule`;
    return name || id;
  };
}
