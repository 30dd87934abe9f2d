import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { NameDeviceDocument, RemoveDeviceDocument } from "../graph/graphql";
import { Proven } from "../proving/Proven";
import type { Account } from "./SecurityPage";

type Device = Account["devices"][number];

interface Props {
  readonly account: Account;
  readonly zone: string;
  readonly again: () => void;
}

/** Which devices are trusted: on another one a password alone does not do. */
export function Devices({ account: { devices }, zone, again }: Props) {
  return (
    <Section title={<Trans>Your devices</Trans>}>
      <Text size="sm" c="dimmed">
        <Trans>
          You have signed in on these before. On any other device a password alone is not enough.
        </Trans>
      </Text>
      {devices.length === 0 && (
        <Text>
          <Trans>
            None is known yet. Sign in on one, and leave “Others use this device too” unticked.
          </Trans>
        </Text>
      )}
      <Rows>
        {devices.map((device) => (
          <Row key={device.id}>
            <OneDevice device={device} zone={zone} again={again} />
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

function OneDevice({ device, zone, again }: Omit<Props, "account"> & { readonly device: Device }) {
  const [naming, setNaming] = useState(false);
  const remove = useCommand(RemoveDeviceDocument, (data) => data.removeDevice);
  const press = async () => {
    if (await remove.run({ deviceId: device.id, password: "" })) again();
  };
  const named = () => {
    setNaming(false);
    again();
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" fw={600} dir="auto">
          {device.name || device.place}
        </Text>
        {device.current && (
          <Badge variant="light" flex="none">
            <Trans>this one</Trans>
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {device.name && `${device.place} · `}
        <Trans>Last seen {spoken(device.lastSeenAt, zone)}</Trans>
      </Text>
      {naming ? (
        <Name device={device} named={named} />
      ) : (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={() => setNaming(true)}>
            <Trans>Give it a name</Trans>
          </Button>
          <Button size="compact-sm" variant="default" loading={remove.busy} onClick={press}>
            <Trans>Forget it</Trans>
          </Button>
        </Group>
      )}
      <Proven problem={remove.problem} again={press} />
    </Stack>
  );
}

function Name({ device, named }: { readonly device: Device; readonly named: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState(device.name);
  const { run, busy, problem } = useCommand(NameDeviceDocument, (data) => data.nameDevice);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ deviceId: device.id, name })) named();
  };
  return (
    <form onSubmit={submit}>
      <ProblemNote says={problem?.message} />
      <Group align="end">
        <TextInput
          flex={1}
          label={t`Name of the device`}
          value={name}
          dir="auto"
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          <Trans>Save</Trans>
        </Button>
      </Group>
    </form>
  );
}
