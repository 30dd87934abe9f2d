import { useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import type { Proof } from "../graph/graphql";

interface Asked {
  readonly label: string;
  readonly type: string;
  readonly inputMode: "numeric" | "text";
  readonly autoComplete: string;
}

/** How a field asks for a proof that is written. */
export function useAsked(): (proof: Proof) => Asked {
  const names = useProofNames();
  return (proof) => ({
    label: names[proof],
    type: proof === "PASSWORD" ? "password" : "text",
    inputMode: proof === "CODE" || proof === "TOTP" ? "numeric" : "text",
    autoComplete: proof === "PASSWORD" ? "current-password" : "one-time-code",
  });
}

export function useProofNames(): Record<Proof, string> {
  const { t } = useLingui();
  return {
    CODE: t`Code that we sent you`,
    PASSWORD: t`Password`,
    TOTP: t`Code of your authenticator app`,
    RECOVERY_CODE: t`One of your recovery codes`,
    PASSKEY: t`Passkey`,
  };
}

interface Props {
  readonly label: string;
  readonly proofs: readonly Proof[];
  readonly chosen: Proof;
  readonly choose: (proof: Proof) => void;
}

/** Where there is more than one. */
export function ProofChoice({ label, proofs, chosen, choose }: Props) {
  const names = useProofNames();
  if (proofs.length < 2) return null;
  return (
    <NativeSelect
      label={label}
      value={chosen}
      data={proofs.map((value) => ({ value, label: names[value] }))}
      onChange={(event) => choose(event.currentTarget.value as Proof)}
    />
  );
}
