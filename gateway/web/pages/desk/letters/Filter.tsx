import { useLingui } from "@lingui/react/macro";
import { Group, Select, TextInput } from "@mantine/core";
import type { Channel, DeadLetterFilter } from "../graph/graphql";
import { CHANNEL } from "../running/words";
import { useChoices } from "../words";

export interface Wanted {
  readonly channel: Channel | null;
  readonly code: string;
  readonly reason: string;
  readonly campaign: string;
}

export const NO_FILTER: Wanted = { channel: null, code: "", reason: "", campaign: "" };

export const asked = ({ channel, code, reason, campaign }: Wanted): DeadLetterFilter => ({
  channel,
  code: code.trim(),
  reason: reason.trim(),
  campaign: campaign.trim(),
});

interface Props {
  readonly wanted: Wanted;
  readonly want: (wanted: Wanted) => void;
}

/** What is shown, and sent again: what is left empty does not matter. */
export function Filter({ wanted, want }: Props) {
  const { t } = useLingui();
  const channels = useChoices(CHANNEL);
  const set = (change: Partial<Wanted>) => want({ ...wanted, ...change });
  return (
    <Group gap="sm" align="end" role="search">
      <Select
        label={t`Channel`}
        placeholder={t`any`}
        data={channels}
        value={wanted.channel}
        onChange={(channel) => set({ channel: channel as Channel | null })}
        clearable
        w={140}
      />
      <TextInput
        label={t`Reason, or a part of it`}
        value={wanted.reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
      />
      <TextInput
        label={t`The provider's code`}
        value={wanted.code}
        onChange={(event) => set({ code: event.currentTarget.value })}
        w={150}
      />
      <TextInput
        label={t`Announcement`}
        value={wanted.campaign}
        onChange={(event) => set({ campaign: event.currentTarget.value })}
      />
    </Group>
  );
}
