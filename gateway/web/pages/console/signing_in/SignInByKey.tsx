import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { askAs } from "../../shared/asking/client";
import { useUnreachable } from "../../shared/asking/command";
import { enterByKey } from "../../shared/asking/session";
import { facts } from "../../shared/facts";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { SecretInput } from "../../shared/parts/SecretInput";
import { Doorway, Lead } from "../../shared/signing_in/Doorway";
import { WhoseKeyDocument } from "../graph/graphql";

const FORM = /^rk_(test_)?[0-9a-f]{12}_[0-9a-f]{64}_[0-9a-f]{8}$/;
const THE_SHOP = "@host";

/** For who has no account here, but a key of a partner or of the shop. */
export function SignInByKey() {
  const { to, over } = useSearch({ from: "/console/sign-in" });
  return (
    <Doorway title={<Trans>Sign in with a key</Trans>}>
      {over && <Over />}
      <KeyForm to={to ?? "/console"} />
      {facts.development && (
        <Lead to="/demo">
          <Trans>Be one of the demo people instead</Trans>
        </Lead>
      )}
    </Doorway>
  );
}

function Over() {
  return (
    <Text role="alert">
      <Trans>
        Your key no longer works: it expired, was revoked, or the shop cut you off. Nothing you were
        sent is lost, and the feed goes on when the shop lets you in again. Ask the shop.
      </Trans>
    </Text>
  );
}

function KeyForm({ to }: { readonly to: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const enter = useEntering();
  const [key, setKey] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const refused = await enter(key.trim());
    setBusy(false);
    setProblem(refused);
    if (!refused) await navigate({ href: to, replace: true });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <SecretInput
          label={t`Key`}
          description={t`rk_…, as the shop gave it to you. It stays in this tab, and goes with it.`}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        <ProblemNote says={problem} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Sign in</Trans>
        </Button>
      </Stack>
    </form>
  );
}

/** Enters by a key, or says why not; "": nothing is wrong. */
function useEntering(): (key: string) => Promise<string> {
  const { t } = useLingui();
  const unreachable = useUnreachable();
  return async (key) => {
    if (!FORM.test(key))
      return t`That is no key: one begins with rk_ and is about 90 characters long.`;
    try {
      const { partner } = await askAs(WhoseKeyDocument, {}, key);
      if (!partner) return t`This key is not valid here.`;
      enterByKey(key, partner.partnerId === THE_SHOP ? "host" : "partner", partner.partnerId);
      return "";
    } catch (error) {
      return error instanceof TypeError
        ? unreachable(undefined).message
        : String((error as Error).message);
    }
  };
}
