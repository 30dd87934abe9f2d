import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Stack, TextInput } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { useCommand } from "../asking/command";
import { facts } from "../facts";
import { SignInDocument } from "../graph/graphql";
import { ProblemNote } from "../parts/ProblemNote";
import { SecretInput } from "../parts/SecretInput";
import { Confirm } from "./Confirm";
import { Doorway, Lead } from "./Doorway";
import { PasskeyButton } from "./PasskeyButton";
import type { Part } from "./steps";
import { useWayIn } from "./way_in";

/** With a code, a password or a passkey, as the graph asks for. */
export function SignIn() {
  const { to } = useSearch({ from: "/sign-in" });
  const { step, shared, share, again, ...part } = useWayIn(to ?? "/");
  return (
    <Doorway title={<Trans>Sign in</Trans>}>
      {step ? (
        <Confirm step={step} back={again} {...part} />
      ) : (
        <>
          <Begin {...part}>
            <Checkbox
              checked={shared}
              onChange={(event) => share(event.currentTarget.checked)}
              label={<Trans>Others use this device too</Trans>}
              description={
                <Trans>You are signed out after half an hour, and nothing stays here.</Trans>
              }
            />
          </Begin>
          <PasskeyButton {...part} />
          <Otherwise />
        </>
      )}
    </Doorway>
  );
}

function Otherwise() {
  return (
    <>
      <Lead to="/sign-up">
        <Trans>Open an account</Trans>
      </Lead>
      <Lead to="/reset-password">
        <Trans>I forgot my password</Trans>
      </Lead>
      <Lead to="/account-back">
        <Trans>I no longer have the phone or the mailbox</Trans>
      </Lead>
      {facts.development && (
        <Lead to="/demo">
          <Trans>Be one of the demo people instead</Trans>
        </Lead>
      )}
    </>
  );
}

function Begin({ device, got, children }: Part & { children: ReactNode }) {
  const { t } = useLingui();
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, problem } = useCommand(SignInDocument, (data) => data.signIn);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await got(await run({ handle, password, device }));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t`Phone number or e-mail address`}
          value={handle}
          onChange={(event) => setHandle(event.currentTarget.value)}
          autoComplete="username"
          required
        />
        <SecretInput
          label={t`Password`}
          description={t`Leave it empty and we send you a code.`}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
        />
        {children}
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          {password ? t`Sign in` : t`Send me a code`}
        </Button>
      </Stack>
    </form>
  );
}
