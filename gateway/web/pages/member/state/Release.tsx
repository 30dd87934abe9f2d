import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { ReleaseHoldDocument, RequestCodeDocument, type StandingFragment } from "../graph/graphql";

interface Props {
  readonly holds: readonly Pick<StandingFragment["holds"][number], "kind" | "releasedBy">[];
}

/** Ends a hold by a code: first it is sent, then it is given back. */
export function Release({ holds }: Props) {
  const hold = holds.find((one) => one.releasedBy !== "STAFF");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const request = useCommand(RequestCodeDocument, (data) => data.requestCode);
  if (!hold) return null;
  const send = async () => {
    const sent = await request.run({ purpose: "RELEASE_HOLD" });
    if (sent) setSentTo(sent.sentTo);
  };
  return (
    <Stack gap="xs">
      <ProblemNote says={request.problem?.message} />
      {sentTo === null ? (
        <Button variant="default" loading={request.busy} onClick={send}>
          <Trans>Send me a code</Trans>
        </Button>
      ) : (
        <Answer kind={hold.kind} sentTo={sentTo} />
      )}
    </Stack>
  );
}

interface AnswerProps {
  readonly kind: StandingFragment["holds"][number]["kind"];
  readonly sentTo: string;
}

function Answer({ kind, sentTo }: AnswerProps) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const { run, busy, problem } = useCommand(ReleaseHoldDocument, (data) => data.releaseHold);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run({ kind, code: code.trim() });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Text size="sm">
          <Trans>A code is on its way to {sentTo}.</Trans>
        </Text>
        <ProblemNote says={problem?.message} />
        <Group align="end">
          <TextInput
            flex={1}
            label={t`Code`}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
          />
          <Button type="submit" loading={busy}>
            <Trans>Release it</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
