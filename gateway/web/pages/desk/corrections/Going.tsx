import { useLingui } from "@lingui/react/macro";
import { Progress } from "@mantine/core";
import type { CorrectionsSaidFragment } from "../graph/graphql";

/** How far it is while it is tried out on many, or done. */
export function Going({ one }: { readonly one: CorrectionsSaidFragment }) {
  const { t } = useLingui();
  const { state, members, possible, contradicting, corrected, refused } = one;
  if (state !== "PREVIEWING" && state !== "RUNNING") return null;
  const tried = possible + contradicting.reduce((sum, each) => sum + each.members, 0);
  const far = state === "RUNNING" ? corrected + refused : tried;
  return (
    <Progress value={(100 * far) / Math.max(1, members)} aria-label={t`How far it is`} animated />
  );
}
