import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { spoken } from "../../shared/words/times";
import { type MyDataQuery, SetMonthlyExportDocument } from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";

interface Props {
  readonly exported: MyDataQuery["export"];
  readonly zone: string;
  readonly again: () => void;
}

/** One each month by itself. */
export function Monthly({ exported, zone, again }: Props) {
  const { run, busy, problem } = useCommand(
    SetMonthlyExportDocument,
    (data) => data.setMonthlyExport,
  );
  const on = !exported.monthly;
  const act = async (code?: string) => {
    if (await run({ on, ...(code ? { code } : {}) })) again();
  };
  return (
    <>
      <Text size="sm" c="dimmed">
        {exported.nextMonthlyAt ? (
          <Trans>The next one comes by itself on {spoken(exported.nextMonthlyAt, zone)}.</Trans>
        ) : (
          <Trans>One can come by itself each month.</Trans>
        )}
      </Text>
      <Confirmed
        key={String(on)}
        purpose="EXPORT"
        says={on ? <Trans>Have one each month</Trans> : <Trans>No more each month</Trans>}
        act={act}
        busy={busy}
        problem={problem}
      />
    </>
  );
}
