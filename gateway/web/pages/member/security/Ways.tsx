import { Trans, useLingui } from "@lingui/react/macro";
import { Button, List, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { replaceToken } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { made, passkeysWork } from "../../shared/signing_in/passkeys";
import { spoken } from "../../shared/words/times";
import { CodeForm } from "../CodeForm";
import {
  FinishPasskeyDocument,
  MakePasskeyDocument,
  type Proof,
  SetPasswordDocument,
  StepUpDocument,
} from "../graph/graphql";
import type { Account } from "./SecurityPage";

const KIND: Record<Proof, ReactNode> = {
  PASSWORD: <Trans>Password</Trans>,
  CODE: <Trans>Code</Trans>,
  TOTP: <Trans>Authenticator app</Trans>,
  PASSKEY: <Trans>Passkey</Trans>,
  RECOVERY_CODE: <Trans>Recovery codes</Trans>,
};

interface Props {
  readonly account: Account;
  readonly zone: string;
  readonly again: () => void;
}

/** By what the account is signed in to. What is sensitive asks again who is there. */
export function Ways({ account, zone, again }: Props) {
  return (
    <Section title={<Trans>Ways to sign in</Trans>}>
      <List size="sm">
        {account.passwordSetAt && (
          <List.Item>
            <Trans>A password, since {spoken(account.passwordSetAt, zone)}</Trans>
          </List.Item>
        )}
        {account.factors.map((factor) => (
          <List.Item key={factor.id}>
            {KIND[factor.kind]} {factor.label}, {spoken(factor.addedAt, zone)}
          </List.Item>
        ))}
      </List>
      {passkeysWork() ? (
        <Passkey again={again} />
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>
            Passkeys are bound to a name: they work where this page has one, not an address.
          </Trans>
        </Text>
      )}
      <Password again={again} set={account.passwordSetAt !== null} />
    </Section>
  );
}

function Passkey({ again }: Pick<Props, "again">) {
  const begin = useCommand(MakePasskeyDocument, (data) => data.beginPasskey);
  const finish = useCommand(FinishPasskeyDocument, (data) => data.finishPasskey);
  const make = async () => {
    const begun = await begin.run({ use: "REGISTER" });
    const credential = begun && (await made(begun.options));
    if (credential && (await finish.run({ credential, label: "" }))) again();
  };
  const problem = begin.problem ?? finish.problem;
  return (
    <Stack gap="xs">
      <ProblemNote says={problem?.message} />
      {problem?.code === "SECOND_FACTOR_REQUIRED" && <Prove proven={make} />}
      <Button variant="default" loading={begin.busy || finish.busy} onClick={make}>
        <Trans>Add a passkey of this device</Trans>
      </Button>
    </Stack>
  );
}

/** That it is the owner who is there, which counts for five minutes. */
function Prove({ proven }: { readonly proven: () => void }) {
  const { run, busy, problem } = useCommand(StepUpDocument, (data) => data.stepUp);
  const give = async (answer: string) => {
    const done = await run({ proof: "CODE", answer });
    if (!done) return;
    replaceToken(done.accessToken, done.expiresIn);
    proven();
  };
  return (
    <CodeForm
      purpose="STEP_UP"
      says={<Trans>It is me</Trans>}
      give={give}
      busy={busy}
      problem={problem?.message}
    />
  );
}

function Password({ again, set }: Pick<Props, "again"> & { readonly set: boolean }) {
  const { t } = useLingui();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, problem } = useCommand(SetPasswordDocument, (data) => data.setPassword);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!(await run({ current, password }))) return;
    setCurrent("");
    setPassword("");
    again();
  };
  return (
    <Stack gap="xs">
      <form onSubmit={submit}>
        <Stack gap="xs">
          {set && (
            <PasswordInput
              label={t`Present password`}
              value={current}
              autoComplete="current-password"
              onChange={(event) => setCurrent(event.currentTarget.value)}
              required
            />
          )}
          <PasswordInput
            label={t`New password`}
            value={password}
            autoComplete="new-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
          />
          <ProblemNote says={problem?.message} />
          <Button type="submit" variant="default" loading={busy}>
            <Trans>Set the password</Trans>
          </Button>
        </Stack>
      </form>
      {problem?.code === "SECOND_FACTOR_REQUIRED" && <Prove proven={submit} />}
    </Stack>
  );
}
