import { Trans } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { StopAccountRequestDocument } from "../graph/graphql";

/** Somebody may say that they lost this account: its owner, who is here, ends that. */
export function Request() {
  const [stopped, setStopped] = useState(false);
  const { run, busy, problem } = useCommand(
    StopAccountRequestDocument,
    (data) => data.stopAccountRequest,
  );
  const stop = async () => {
    if (await run({})) setStopped(true);
  };
  return (
    <Section title={<Trans>Somebody asks for your account</Trans>}>
      <Text size="sm">
        <Trans>
          Were you told that somebody lost their contacts and asks for your account, and it was not
          you? You are here, so it stays yours.
        </Trans>
      </Text>
      <ProblemNote says={problem?.message} />
      {stopped ? (
        <Text role="status">
          <Trans>Whatever was asked for is stopped.</Trans>
        </Text>
      ) : (
        <Button variant="default" loading={busy} onClick={stop}>
          <Trans>Stop every such request</Trans>
        </Button>
      )}
    </Section>
  );
}
