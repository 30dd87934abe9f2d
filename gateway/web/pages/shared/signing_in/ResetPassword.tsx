import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../asking/command";
import { ConfirmPasswordResetDocument, ResetPasswordDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { CodeInput } from "../parts/CodeInput";
import { ProblemNote } from "../parts/ProblemNote";
import { SecretInput } from "../parts/SecretInput";
import { BackToSignIn, Doorway } from "./Doorway";
import type { Step } from "./steps";

/** Another password, by a code. */
export function ResetPassword() {
  const [begun, setBegun, forget] = useKept<Step | null>("reset-password", null);
  const [done, setDone] = useState(false);
  const set = () => {
    forget();
    setDone(true);
  };
  return (
    <Doorway title={<Trans>Another password</Trans>}>
      {done && (
        <Text role="status">
          <Trans>It is set. You were signed out everywhere; sign in with it now.</Trans>
        </Text>
      )}
      {!done && begun && <Choose begun={begun} set={set} again={forget} />}
      {!done && !begun && <Begin begun={setBegun} />}
      <BackToSignIn />
    </Doorway>
  );
}

function Begin({ begun }: { readonly begun: (step: Step) => void }) {
  const { t } = useLingui();
  const [handle, setHandle] = useState("");
  const { run, busy, problem } = useCommand(ResetPasswordDocument, (data) => data.resetPassword);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ handle });
    if (answer) begun(answer);
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
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Send me a code</Trans>
        </Button>
      </Stack>
    </form>
  );
}

interface ChooseProps {
  readonly begun: Step;
  readonly set: () => void;
  readonly again: () => void;
}

function Choose({ begun, set, again }: ChooseProps) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, problem } = useCommand(
    ConfirmPasswordResetDocument,
    (data) => data.confirmPasswordReset,
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ attemptId: begun.attemptId, code: code.trim(), password })) set();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>
          <Trans>If there is an account, a code is on its way to {begun.sentTo}.</Trans>
        </Text>
        <CodeInput label={t`Code that we sent you`} value={code} changed={setCode} />
        <SecretInput
          label={t`New password`}
          description={t`Eight characters at least.`}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          required
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Set the password</Trans>
        </Button>
        <Button variant="subtle" onClick={again}>
          <Trans>Begin again</Trans>
        </Button>
      </Stack>
    </form>
  );
}
