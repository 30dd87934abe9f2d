import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../asking/command";
import { ConfirmSignUpDocument, SignUpDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { CodeInput } from "../parts/CodeInput";
import { ProblemNote } from "../parts/ProblemNote";
import { SecretInput } from "../parts/SecretInput";
import { language } from "../words/language";
import { Confirm } from "./Confirm";
import { BackToSignIn, Doorway } from "./Doorway";
import type { Part, Step } from "./steps";
import { useWayIn } from "./way_in";

/** A phone number or an address, the code that came there, and then a plan to join. */
export function SignUp() {
  const { step, again, ...way } = useWayIn("/");
  const [begun, setBegun, forget] = useKept<Step | null>("sign-up", null);
  return (
    <Doorway title={<Trans>Open an account</Trans>}>
      {step && <Confirm step={step} back={again} {...way} />}
      {!step && begun && <Prove begun={begun} over={forget} {...way} />}
      {!step && !begun && <Begin begun={setBegun} />}
      <BackToSignIn />
    </Doorway>
  );
}

function Begin({ begun }: { readonly begun: (step: Step) => void }) {
  const { t } = useLingui();
  const [handle, setHandle] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, problem } = useCommand(SignUpDocument, (data) => data.signUp);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const spoken = language === "zh" ? "ZH" : "EN";
    const answer = await run({ handle, password, language: spoken });
    if (answer?.__typename === "SignInStep") begun(answer);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t`Phone number or e-mail address`}
          description={t`Yours alone: a code goes there now, and later whatever happens to your membership.`}
          value={handle}
          onChange={(event) => setHandle(event.currentTarget.value)}
          autoComplete="username"
          required
        />
        <SecretInput
          label={t`Password`}
          description={t`You can leave it out: we then send you a code each time.`}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Send me a code</Trans>
        </Button>
      </Stack>
    </form>
  );
}

interface ProveProps extends Part {
  readonly begun: Step;
  readonly over: () => void;
}

function Prove({ begun, over, device, got }: ProveProps) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const { run, busy, problem } = useCommand(ConfirmSignUpDocument, (data) => data.confirmSignUp);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ attemptId: begun.attemptId, code: code.trim(), device });
    if (answer) over();
    await got(answer);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>
          <Trans>A code is on its way to {begun.sentTo}. It is good for ten minutes.</Trans>
        </Text>
        <CodeInput label={t`Code that we sent you`} value={code} changed={setCode} />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Open the account</Trans>
        </Button>
        <Button variant="subtle" onClick={over}>
          <Trans>Begin again</Trans>
        </Button>
      </Stack>
    </form>
  );
}
