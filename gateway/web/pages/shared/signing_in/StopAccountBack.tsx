import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../asking/command";
import { StopAccountRequestByCodeDocument } from "../graph/graphql";
import { CodeInput } from "../parts/CodeInput";
import { ProblemNote } from "../parts/ProblemNote";
import { BackToSignIn, Doorway } from "./Doorway";

/** The owner is there after all, with the code of the warning. */
export function StopAccountBack() {
  const { t } = useLingui();
  const [handle, setHandle] = useState("");
  const [code, setCode] = useState("");
  const [done, setDone] = useState(false);
  const { run, busy, problem } = useCommand(
    StopAccountRequestByCodeDocument,
    (data) => data.stopAccountRequestByCode,
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ handle, code: code.trim() })) setDone(true);
  };
  return (
    <Doorway title={<Trans>Keep your account</Trans>}>
      {done ? (
        <Text role="status">
          <Trans>
            It is stopped. If it was not you who asked, sign in and choose another password.
          </Trans>
        </Text>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">
              <Trans>
                Somebody asked for your account with another phone or mailbox. With the code that we
                sent you the account stays yours.
              </Trans>
            </Text>
            <TextInput
              label={t`Phone number or e-mail address of the account`}
              value={handle}
              onChange={(event) => setHandle(event.currentTarget.value)}
              autoComplete="username"
              required
            />
            <CodeInput label={t`Code of the warning`} value={code} changed={setCode} />
            <ProblemNote says={problem?.message} />
            <Button type="submit" loading={busy} fullWidth>
              <Trans>Stop it</Trans>
            </Button>
          </Stack>
        </form>
      )}
      <BackToSignIn />
    </Doorway>
  );
}
