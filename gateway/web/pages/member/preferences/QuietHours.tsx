import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { SetQuietHoursDocument, type ToldFragment } from "../graph/graphql";

interface Props {
  readonly hours: ToldFragment["quietHours"];
  readonly zone: string;
}

/** When nothing comes that can wait. */
export function QuietHours({ hours, zone }: Props) {
  const { t } = useLingui();
  const [begins, setBegins] = useState(hours.begins || "22:00");
  const [ends, setEnds] = useState(hours.ends || "08:00");
  const [off, setOff] = useState(hours.off);
  const { run, busy, problem } = useCommand(SetQuietHoursDocument, (data) => data.setQuietHours);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run(off ? { off } : { begins, ends });
  };
  return (
    <Section title={<Trans>Quiet hours</Trans>}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            <Trans>
              Between these hours ({zone}) nothing comes that can wait. What protects your account
              comes at any time.
            </Trans>
          </Text>
          <Group grow>
            <TextInput
              type="time"
              label={t`From`}
              value={begins}
              disabled={off}
              onChange={(event) => setBegins(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              label={t`Until`}
              value={ends}
              disabled={off}
              onChange={(event) => setEnds(event.currentTarget.value)}
            />
          </Group>
          <Checkbox
            label={t`No quiet hours`}
            checked={off}
            onChange={(event) => setOff(event.currentTarget.checked)}
          />
          <ProblemNote says={problem?.message} />
          <Button type="submit" loading={busy}>
            <Trans>Save</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
