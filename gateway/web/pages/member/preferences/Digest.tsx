import { Trans, useLingui } from "@lingui/react/macro";
import { Group, NativeSelect, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { type DigestEvery, SetDigestDocument, type ToldFragment } from "../graph/graphql";

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

/** What is not urgent, in one message. */
export function Digest({ digest }: { readonly digest: ToldFragment["digest"] }) {
  const { t } = useLingui();
  const { run, busy, problem } = useCommand(SetDigestDocument, (data) => data.setDigest);
  const often = [
    { value: "OFF", label: t`each as it happens` },
    { value: "DAILY", label: t`together, once a day` },
    { value: "WEEKLY", label: t`together, once a week` },
  ];
  return (
    <Section title={<Trans>What is not urgent</Trans>}>
      <Text size="sm">
        <Trans>
          For example that your balance was topped up. What you lose, what protects your account and
          what binds you is never collected.
        </Trans>
      </Text>
      <Group grow align="end">
        <NativeSelect
          label={t`It comes`}
          value={digest.every}
          data={often}
          disabled={busy}
          onChange={(event) =>
            run({ every: event.currentTarget.value as DigestEvery, hour: digest.hour })
          }
        />
        {digest.every !== "OFF" && (
          <NativeSelect
            label={t`At`}
            value={String(digest.hour)}
            data={HOURS}
            disabled={busy}
            onChange={(event) =>
              run({ every: digest.every, hour: Number(event.currentTarget.value) })
            }
          />
        )}
      </Group>
      <ProblemNote says={problem?.message} />
    </Section>
  );
}
