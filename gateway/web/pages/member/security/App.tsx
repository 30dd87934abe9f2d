import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Center, Code, Group, Paper, Stack, Text } from "@mantine/core";
import { QRCodeSVG } from "qrcode.react";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { CodeInput } from "../../shared/parts/CodeInput";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { AddTotpDocument, type AddTotpMutation, ConfirmTotpDocument } from "../graph/graphql";
import { Proven } from "../proving/Proven";

type Setup = Extract<AddTotpMutation["addTotp"], { __typename: "TotpSetup" }>;

interface Props {
  /** What the app shows beside its codes. */
  readonly handle: string;
  readonly again: () => void;
}

/** An authenticator app: scanned, or typed in, and proven by its first code. */
export function App({ handle, again }: Props) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const { run, busy, problem } = useCommand(AddTotpDocument, (data) => data.addTotp);
  const begin = async () => setSetup(await run({ shownAs: handle }));
  if (setup) return <SetUp setup={setup} again={again} />;
  return (
    <Stack gap="xs">
      <Proven problem={problem} again={begin} />
      <Button variant="default" loading={busy} onClick={begin}>
        <Trans>Add an authenticator app</Trans>
      </Button>
    </Stack>
  );
}

function SetUp({ setup, again }: { readonly setup: Setup; readonly again: () => void }) {
  const { t } = useLingui();
  return (
    <Paper withBorder p="sm" role="group" aria-label={t`Authenticator app`}>
      <Stack gap="xs">
        <Text size="sm">
          <Trans>Scan this with the app, then give the code that it shows.</Trans>
        </Text>
        <Center bg="white" p="md">
          <QRCodeSVG value={setup.uri} size={200} title={t`For the app to scan`} />
        </Center>
        <Text size="sm">
          <Anchor href={setup.uri}>
            <Trans>Open it in the app on this device</Trans>
          </Anchor>{" "}
          <Trans>or type in:</Trans> <Code>{setup.secret}</Code>
        </Text>
        <FirstCode continuation={setup.continuation} again={again} />
      </Stack>
    </Paper>
  );
}

function FirstCode({ continuation, again }: Pick<Props, "again"> & Pick<Setup, "continuation">) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const { run, busy, problem } = useCommand(ConfirmTotpDocument, (data) => data.confirmTotp);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ continuation, code: code.trim(), label: "" })) again();
  };
  return (
    <form onSubmit={submit}>
      <ProblemNote says={problem?.message} />
      <Group align="end">
        <CodeInput flex={1} label={t`Code of the app`} value={code} changed={setCode} />
        <Button type="submit" loading={busy}>
          <Trans>Use the app</Trans>
        </Button>
      </Group>
    </form>
  );
}
