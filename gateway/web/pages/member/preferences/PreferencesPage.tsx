import { Trans } from "@lingui/react/macro";
import { Checkbox, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  type Channel,
  PreferencesDocument,
  SetPreferenceDocument,
  type ToldFragment,
} from "../graph/graphql";
import { CHANNEL, TOPIC } from "../inbox/words";
import { Contacts } from "./Contacts";
import { Digest } from "./Digest";
import { Offers } from "./Offers";
import { Place } from "./Place";
import { QuietHours } from "./QuietHours";
import { EXAMPLE } from "./words";

const CHANNELS: readonly Channel[] = ["SMS", "EMAIL", "IN_APP"];

/** What is told on which way, and when not. */
export function PreferencesPage() {
  const query = useQuery({ query: PreferencesDocument });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Settings</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me }) =>
          me?.profile && (
            <>
              <Contacts profile={me.profile} />
              <Section title={<Trans>Where you are told</Trans>}>
                {me.profile.preferences.map((one) => (
                  <Topic key={one.topic} preference={one} />
                ))}
              </Section>
              <QuietHours hours={me.profile.quietHours} zone={me.profile.timeZone} />
              <Digest digest={me.profile.digest} />
              <Place profile={me.profile} />
              <Offers consents={me.consents} zone={me.profile.timeZone} again={again} />
            </>
          )
        }
      </Asked>
    </Stack>
  );
}

interface Props {
  readonly preference: ToldFragment["preferences"][number];
}

function Topic({ preference: { topic, channels, mandatory } }: Props) {
  const { run, busy, problem } = useCommand(SetPreferenceDocument, (data) => data.setPreference);
  const set = (channel: Channel, on: boolean) =>
    run({
      topic,
      channels: CHANNELS.filter((one) => (one === channel ? on : channels.includes(one))),
    });
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" fw={600} size="sm">
        {TOPIC[topic]} {mandatory && <Trans>(at least one of them)</Trans>}
      </Text>
      <Text size="xs" c="dimmed">
        {EXAMPLE[topic]}
      </Text>
      <Group>
        {CHANNELS.map((channel) => (
          <Checkbox
            key={channel}
            label={CHANNEL[channel]}
            checked={channels.includes(channel)}
            disabled={busy}
            onChange={(event) => set(channel, event.currentTarget.checked)}
          />
        ))}
      </Group>
      <ProblemNote says={problem?.message} />
    </Stack>
  );
}
