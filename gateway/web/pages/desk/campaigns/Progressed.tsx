import { useLingui } from "@lingui/react/macro";
import { Progress } from "@mantine/core";
import type { CampaignToldFragment } from "../graph/graphql";

/** What went out and arrived, of all that is to go out; what was given up beside it. */
export function Progressed({ campaign }: { readonly campaign: CampaignToldFragment }) {
  const { t } = useLingui();
  const { sent, delivered, failed, unknown, left } = campaign;
  const all = Math.max(1, sent + failed + unknown + left);
  const share = (part: number) => Math.min(100, (100 * part) / all);
  const arrived = Math.min(delivered, sent);
  return (
    <Progress.Root size="lg" miw={120}>
      <Progress.Section value={share(arrived)} color="brand" aria-label={t`Arrived`} />
      <Progress.Section value={share(sent - arrived)} color="cyan" aria-label={t`Gone out`} />
      <Progress.Section value={share(failed)} color="red" aria-label={t`Given up`} />
    </Progress.Root>
  );
}
