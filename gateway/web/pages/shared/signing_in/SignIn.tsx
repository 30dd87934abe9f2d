import { Trans, useLingui } from "@lingui/react/macro";
import {
  Anchor,
  Button,
  Checkbox,
  Container,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { useCommand } from "../asking/command";
import { enter, knownDevice } from "../asking/session";
import { facts } from "../facts";
import { Looks } from "../frame/Looks";
import { ConfirmSignInDocument, type Proof, SignInDocument } from "../graph/graphql";
import { ProblemNote } from "../parts/ProblemNote";
import { PasskeyButton } from "./PasskeyButton";
import type { Got, Part, Step } from "./steps";

/** With a code, a password or a passkey, as the graph asks for. */
export function SignIn() {
  const { to } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const [step, setStep] = useState<Step | null>(null);
  const [shared, setShared] = useState(false);
  const device = { id: shared ? "" : knownDevice(), public: shared };
  const got = async (answer: Got) => {
    if (answer?.__typename === "SignInStep") setStep(answer);
    if (answer?.__typename !== "SignInSuccess") return;
    enter(answer, !shared);
    await navigate({ href: to ?? "/", replace: true });
  };
  return (
    <Container component="main" size={420} py="xl">
      <Group justify="flex-end" mb="md">
        <Looks />
      </Group>
      <Stack>
        <Title order={1} size="h2">
          <Trans>Sign in</Trans>
        </Title>
        {step ? (
          <Confirm step={step} device={device} got={got} back={() => setStep(null)} />
        ) : (
          <>
            <Begin device={device} got={got}>
              <Checkbox
                checked={shared}
                onChange={(event) => setShared(event.currentTarget.checked)}
                label={<Trans>Others use this device too</Trans>}
                description={
                  <Trans>You are signed out after half an hour, and nothing stays here.</Trans>
                }
              />
            </Begin>
            <PasskeyButton device={device} got={got} />
          </>
        )}
        {facts.development && (
          <Anchor component={Link} to="/demo" size="sm">
            <Trans>Be one of the demo people instead</Trans>
          </Anchor>
        )}
      </Stack>
    </Container>
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
        <PasswordInput
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

function Confirm({ step, device, got, back }: Part & { step: Step; back: () => void }) {
  const { t } = useLingui();
  const [answer, setAnswer] = useState("");
  const { run, busy, problem } = useCommand(ConfirmSignInDocument, (data) => data.confirmSignIn);
  const proof = step.proofs.find((one) => one !== "PASSKEY") ?? "CODE";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await got(await run({ attemptId: step.attemptId, answer: answer.trim(), proof, device }));
  };
  const asked: Record<Proof, string> = {
    CODE: t`Code that we sent you`,
    PASSWORD: t`Password`,
    TOTP: t`Code of your authenticator app`,
    RECOVERY_CODE: t`One of your recovery codes`,
    PASSKEY: t`Passkey`,
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {step.sentTo && (
          <Text>
            <Trans>If there is an account, a code is on its way to {step.sentTo}.</Trans>
          </Text>
        )}
        <TextInput
          label={asked[proof]}
          type={proof === "PASSWORD" ? "password" : "text"}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
          inputMode={proof === "CODE" || proof === "TOTP" ? "numeric" : "text"}
          autoComplete={proof === "PASSWORD" ? "current-password" : "one-time-code"}
          data-autofocus
          required
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Sign in</Trans>
        </Button>
        <Anchor component="button" type="button" size="sm" onClick={back}>
          <Trans>Begin again</Trans>
        </Anchor>
      </Stack>
    </form>
  );
}
