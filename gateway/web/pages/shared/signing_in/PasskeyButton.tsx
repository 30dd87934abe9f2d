import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useCommand } from "../asking/command";
import { BeginPasskeyDocument, SignInWithPasskeyDocument } from "../graph/graphql";
import { ProblemNote } from "../parts/ProblemNote";
import { passkeysWork, shown } from "./passkeys";
import type { Part } from "./steps";

export function PasskeyButton({ device, got }: Part) {
  const begin = useCommand(BeginPasskeyDocument, (data) => data.beginPasskey);
  const finish = useCommand(SignInWithPasskeyDocument, (data) => data.signInWithPasskey);
  if (!passkeysWork()) return null;
  const press = async () => {
    const begun = await begin.run({ use: "SIGN_IN" });
    const credential = begun && (await shown(begun.options));
    if (credential) await got(await finish.run({ credential, device }));
  };
  return (
    <>
      <ProblemNote says={(begin.problem ?? finish.problem)?.message} />
      <Button variant="default" loading={begin.busy || finish.busy} onClick={press} fullWidth>
        <Trans>Sign in with a passkey</Trans>
      </Button>
    </>
  );
}
