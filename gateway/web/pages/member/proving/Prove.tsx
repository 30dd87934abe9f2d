import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { replaceToken } from "../../shared/asking/session";
import { CodeInput } from "../../shared/parts/CodeInput";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { ProofChoice, useAsked, useProofNames } from "../../shared/signing_in/ProofChoice";
import { passkeysWork, shown } from "../../shared/signing_in/passkeys";
import {
  MakePasskeyDocument,
  type Proof,
  RequestCodeDocument,
  StepUpDocument,
} from "../graph/graphql";

interface Props {
  /** Those that will do, the strongest first. */
  readonly proofs: readonly Proof[];
  readonly proven: () => unknown;
}

/** That it is the owner who is there, which counts for five minutes. */
export function Prove({ proofs, proven }: Props) {
  const { t } = useLingui();
  const possible = proofs.filter((one) => one !== "PASSKEY" || passkeysWork());
  const [proof, choose] = useState<Proof>(possible[0] ?? "CODE");
  const stepUp = useStepUp(proven);
  return (
    <Stack gap="xs">
      <ProofChoice
        label={t`Prove that it is you, by`}
        proofs={possible}
        chosen={proof}
        choose={choose}
      />
      {proof === "PASSKEY" && <ByPasskey {...stepUp} />}
      {proof === "CODE" && <BySentCode {...stepUp} />}
      {proof !== "PASSKEY" && proof !== "CODE" && <Answer key={proof} proof={proof} {...stepUp} />}
    </Stack>
  );
}

interface StepUp {
  readonly give: (proof: Proof, answer: string) => Promise<void>;
  readonly busy: boolean;
  readonly problem: string | undefined;
}

function useStepUp(proven: () => unknown): StepUp {
  const { run, busy, problem } = useCommand(StepUpDocument, (data) => data.stepUp);
  const give = async (proof: Proof, answer: string) => {
    const done = await run({ proof, answer });
    if (!done) return;
    replaceToken(done.accessToken, done.expiresIn);
    await proven();
  };
  return { give, busy, problem: problem?.message };
}

function ByPasskey({ give, busy, problem }: StepUp) {
  const begin = useCommand(MakePasskeyDocument, (data) => data.beginPasskey);
  const names = useProofNames();
  const press = async () => {
    const begun = await begin.run({ use: "STEP_UP" });
    const credential = begun && (await shown(begun.options));
    if (credential) await give("PASSKEY", credential);
  };
  return (
    <>
      <ProblemNote says={begin.problem?.message ?? problem} />
      <Button variant="default" loading={busy || begin.busy} onClick={press}>
        {names.PASSKEY}
      </Button>
    </>
  );
}

function BySentCode(stepUp: StepUp) {
  const [sentTo, setSentTo] = useState("");
  const { run, busy, problem } = useCommand(RequestCodeDocument, (data) => data.requestCode);
  const send = async () => {
    const sent = await run({ purpose: "STEP_UP" });
    if (sent) setSentTo(sent.sentTo);
  };
  if (sentTo)
    return (
      <>
        <Text size="sm">
          <Trans>A code is on its way to {sentTo}.</Trans>
        </Text>
        <Answer proof="CODE" {...stepUp} />
      </>
    );
  return (
    <>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={send}>
        <Trans>Send me a code</Trans>
      </Button>
    </>
  );
}

function Answer({ proof, give, busy, problem }: StepUp & { readonly proof: Proof }) {
  const asked = useAsked();
  const [answer, setAnswer] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await give(proof, answer.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <ProblemNote says={problem} />
        <Group align="end">
          <CodeInput flex={1} {...asked(proof)} value={answer} changed={setAnswer} />
          <Button type="submit" loading={busy}>
            <Trans>It is me</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
