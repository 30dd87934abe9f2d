import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { SecretInput } from "../../shared/parts/SecretInput";
import { SetPasswordDocument } from "../graph/graphql";
import { Proven } from "../proving/Proven";

interface Props {
  readonly again: () => void;
  /** There is one already. */
  readonly set: boolean;
}

/** Chosen, or changed: all other sessions end. */
export function Password({ again, set }: Props) {
  const { t } = useLingui();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, problem } = useCommand(SetPasswordDocument, (data) => data.setPassword);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!(await run({ current, password }))) return;
    setCurrent("");
    setPassword("");
    again();
  };
  return (
    <Stack gap="xs">
      <form onSubmit={submit}>
        <Stack gap="xs">
          {set && (
            <SecretInput
              label={t`Present password`}
              value={current}
              autoComplete="current-password"
              onChange={(event) => setCurrent(event.currentTarget.value)}
              required
            />
          )}
          <SecretInput
            label={t`New password`}
            description={t`It signs you out everywhere else.`}
            value={password}
            autoComplete="new-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
          />
          <Button type="submit" variant="default" loading={busy}>
            <Trans>Set the password</Trans>
          </Button>
        </Stack>
      </form>
      <Proven problem={problem} again={() => submit()} />
    </Stack>
  );
}
