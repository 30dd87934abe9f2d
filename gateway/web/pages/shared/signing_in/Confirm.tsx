import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../asking/command";
import { ConfirmSignInDocument, type Proof } from "../graph/graphql";
import { CodeInput } from "../parts/CodeInput";
import { ProblemNote } from "../parts/ProblemNote";
import { PasskeyButton } from "./PasskeyButton";
import { ProofChoice, useAsked } from "./ProofChoice";
import type { Part, Step } from "./steps";

interface Props extends Part {
  readonly step: Step;
  readonly back: () => void;
}

/** The second step: by whichever proof of the account is at hand. */
export function Confirm({ step, back, ...part }: Props) {
  const written = step.proofs.filter((one) => one !== "PASSKEY");
  return (
    <Stack>
      {written.length > 0 && <Written step={step} proofs={written} {...part} />}
      {step.proofs.includes("PASSKEY") && <PasskeyButton {...part} />}
      <Anchor component="button" type="button" size="sm" onClick={back}>
        <Trans>Begin again</Trans>
      </Anchor>
    </Stack>
  );
}

interface WrittenProps extends Part {
  readonly step: Step;
  readonly proofs: readonly Proof[];
}

function Written({ step, proofs, device, got }: WrittenProps) {
  const asked = useAsked();
  const [proof, setProof] = useState<Proof>(proofs[0] ?? "CODE");
  const { t } = useLingui();
  const [answer, setAnswer] = useState("");
  const { run, busy, problem } = useCommand(ConfirmSignInDocument, (data) => data.confirmSignIn);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await got(await run({ attemptId: step.attemptId, answer: answer.trim(), proof, device }));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {step.sentTo && proof === "CODE" && (
          <Text>
            <Trans>If there is an account, a code is on its way to {step.sentTo}.</Trans>
          </Text>
        )}
        <ProofChoice
          label={t`How do you prove it?`}
          proofs={proofs}
          chosen={proof}
          choose={setProof}
        />
        <CodeInput {...asked(proof)} value={answer} changed={setAnswer} data-autofocus />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Sign in</Trans>
        </Button>
      </Stack>
    </form>
  );
}
