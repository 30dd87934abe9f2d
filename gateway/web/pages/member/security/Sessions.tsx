import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, List, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { EndOtherSessionsDocument, EndSessionDocument } from "../graph/graphql";
import type { Account } from "./SecurityPage";

/** Where the account is signed in; others than this one are ended with the password. */
export function Sessions({ account, zone }: { readonly account: Account; readonly zone: string }) {
  const { t } = useLingui();
  const [password, setPassword] = useState("");
  const one = useCommand(EndSessionDocument, (data) => data.endSession);
  const others = useCommand(EndOtherSessionsDocument, (data) => data.endOtherSessions);
  const elsewhere = account.sessions.filter((session) => !session.current);
  return (
    <Section title={<Trans>Where you are signed in</Trans>}>
      {account.sessions.length === 0 && (
        <Text>
          <Trans>No session of yours is open.</Trans>
        </Text>
      )}
      <List listStyleType="none" spacing="sm">
        {account.sessions.map((session) => (
          <List.Item key={session.id}>
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Text size="sm">
                  {session.label} · {session.place}
                </Text>
                <Text size="xs" c="dimmed">
                  <Trans>Last seen {spoken(session.lastSeenAt, zone)}</Trans>
                </Text>
              </div>
              {session.current ? (
                <Badge variant="light" flex="none">
                  <Trans>this one</Trans>
                </Badge>
              ) : (
                <Button
                  size="compact-sm"
                  variant="default"
                  flex="none"
                  loading={one.busy}
                  onClick={() => one.run({ sessionId: session.id, password })}
                >
                  <Trans>End it</Trans>
                </Button>
              )}
            </Group>
          </List.Item>
        ))}
      </List>
      {elsewhere.length > 0 && (
        <Stack gap="xs">
          <PasswordInput
            label={t`Your password`}
            description={t`Asked for unless you proved a moment ago that it is you.`}
            value={password}
            autoComplete="current-password"
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <ProblemNote says={(one.problem ?? others.problem)?.message} />
          <Button variant="default" loading={others.busy} onClick={() => others.run({ password })}>
            <Trans>End all others</Trans>
          </Button>
        </Stack>
      )}
    </Section>
  );
}
