import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { made, passkeysWork } from "../../shared/signing_in/passkeys";
import { spoken } from "../../shared/words/times";
import {
  FinishPasskeyDocument,
  MakePasskeyDocument,
  type Proof,
  RemoveFactorDocument,
} from "../graph/graphql";
import { Proven } from "../proving/Proven";
import { App } from "./App";
import { Codes } from "./Codes";
import { Password } from "./Password";
import type { Account } from "./SecurityPage";

interface Props {
  readonly account: Account;
  readonly zone: string;
  readonly again: () => void;
}

/** By what the account is signed in to. What is sensitive asks again who is there. */
export function Ways({ account, zone, again }: Props) {
  const has = (kind: Proof) => account.factors.some((one) => one.kind === kind);
  return (
    <Section title={<Trans>Ways to sign in</Trans>}>
      <Rows>
        {account.passwordSetAt && (
          <Row>
            <Text size="sm">
              <Trans>A password, since {spoken(account.passwordSetAt, zone)}</Trans>
            </Text>
          </Row>
        )}
        {account.factors.map((factor) => (
          <Row key={factor.id}>
            <Factor factor={factor} zone={zone} again={again} />
          </Row>
        ))}
      </Rows>
      {account.worthOfSms && (
        <Text size="sm" c="dimmed">
          {account.worthOfSms.text}
        </Text>
      )}
      <Passkey again={again} />
      {!has("TOTP") && <App handle={account.handles[0]?.masked ?? ""} again={again} />}
      <Codes made={has("RECOVERY_CODE")} again={again} />
      <Password again={again} set={account.passwordSetAt !== null} />
    </Section>
  );
}

interface FactorProps extends Omit<Props, "account"> {
  readonly factor: Account["factors"][number];
}

function Factor({ factor, zone, again }: FactorProps) {
  const kinds = useKinds();
  const { run, busy, problem } = useCommand(RemoveFactorDocument, (data) => data.removeFactor);
  const remove = async () => {
    if (await run({ id: factor.id })) again();
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm">
          {[kinds[factor.kind], factor.label].filter(Boolean).join(" ")},{" "}
          {spoken(factor.addedAt, zone)}{" "}
          {factor.kind === "RECOVERY_CODE" && <Trans>({factor.left} left)</Trans>}
        </Text>
        <Button size="compact-sm" variant="default" loading={busy} onClick={remove}>
          <Trans>Remove it</Trans>
        </Button>
      </Group>
      <Proven problem={problem} again={remove} />
    </Stack>
  );
}

function useKinds(): Record<Proof, string> {
  const { t } = useLingui();
  return {
    PASSWORD: t`Password`,
    CODE: t`Code`,
    TOTP: t`Authenticator app`,
    PASSKEY: t`Passkey`,
    RECOVERY_CODE: t`Recovery codes`,
  };
}

function Passkey({ again }: Pick<Props, "again">) {
  const begin = useCommand(MakePasskeyDocument, (data) => data.beginPasskey);
  const finish = useCommand(FinishPasskeyDocument, (data) => data.finishPasskey);
  const make = async () => {
    const begun = await begin.run({ use: "REGISTER" });
    const credential = begun && (await made(begun.options));
    if (credential && (await finish.run({ credential, label: "" }))) again();
  };
  if (!passkeysWork())
    return (
      <Text size="sm" c="dimmed">
        <Trans>
          Passkeys are bound to a domain name: open this page by its name, not by an IP address.
        </Trans>
      </Text>
    );
  return (
    <Stack gap="xs">
      <Proven problem={begin.problem ?? finish.problem} again={make} />
      <Button variant="default" loading={begin.busy || finish.busy} onClick={make}>
        <Trans>Add a passkey of this device</Trans>
      </Button>
    </Stack>
  );
}
