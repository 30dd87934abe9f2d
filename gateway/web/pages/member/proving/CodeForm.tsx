import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { CodeInput } from "../../shared/parts/CodeInput";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { type CodePurpose, RequestCodeDocument } from "../graph/graphql";

interface Props {
  readonly purpose: CodePurpose;
  /** What is done once the code is right. */
  readonly says: ReactNode;
  readonly give: (code: string) => Promise<unknown>;
  readonly busy: boolean;
  readonly problem: string | undefined;
}

/** What takes a code: first it is sent, then it is given back. */
export function CodeForm({ purpose, ...answer }: Props) {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { run, busy, problem } = useCommand(RequestCodeDocument, (data) => data.requestCode);
  const send = async () => {
    const sent = await run({ purpose });
    if (sent) setSentTo(sent.sentTo);
  };
  if (sentTo !== null) return <Answer {...answer} sentTo={sentTo} />;
  return (
    <Stack gap="xs">
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={send}>
        <Trans>Send me a code</Trans>
      </Button>
    </Stack>
  );
}

interface AnswerProps extends Omit<Props, "purpose"> {
  readonly sentTo: string;
}

function Answer({ says, give, busy, problem, sentTo }: AnswerProps) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await give(code.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Text size="sm">
          <Trans>A code is on its way to {sentTo}.</Trans>
        </Text>
        <ProblemNote says={problem} />
        <Group align="end">
          <CodeInput flex={1} label={t`Code`} value={code} changed={setCode} />
          <Button type="submit" loading={busy}>
            {says}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
