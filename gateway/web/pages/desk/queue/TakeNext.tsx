import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { type AppealQueue, TakeNextDocument } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";

/** Gives the appeal that is due first, and never the same to two. */
export function TakeNext({ queue }: { readonly queue: AppealQueue | null }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { run, busy, problem } = useCommand(TakeNextDocument, (data) => data.takeNextAppeal);
  const take = async () => {
    const taken = await run({ queue });
    if (taken)
      await navigate({ to: "/desk/cases/$number", params: { number: taken.appeal.number } });
  };
  useShortcuts([{ key: "n", says: t`Take the next one`, act: take }]);
  return (
    <Stack gap="xs" align="end">
      <Button onClick={take} loading={busy}>
        <Trans>Take the next one</Trans>
      </Button>
      <ProblemNote says={problem?.message} />
    </Stack>
  );
}
