import { Trans } from "@lingui/react/macro";
import { Badge, Button, Group, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { EndOtherSessionsDocument, EndSessionDocument } from "../graph/graphql";
import { Proven } from "../proving/Proven";
import type { Account } from "./SecurityPage";

interface Props {
  readonly account: Account;
  readonly zone: string;
  readonly again: () => void;
}

/** Where the account is signed in; others than this one are ended by who proves to be the owner. */
export function Sessions({ account, zone, again }: Props) {
  const others = account.sessions.filter((session) => !session.current);
  return (
    <Section title={<Trans>Where you are signed in</Trans>}>
      {account.sessions.length === 0 && (
        <Text>
          <Trans>No session of yours is open.</Trans>
        </Text>
      )}
      <Rows>
        {account.sessions.map((session) => (
          <Row key={session.id}>
            <Session session={session} zone={zone} again={again} />
          </Row>
        ))}
      </Rows>
      {others.length > 0 && <EndOthers again={again} />}
    </Section>
  );
}

interface SessionProps extends Omit<Props, "account"> {
  readonly session: Account["sessions"][number];
}

function Session({ session, zone, again }: SessionProps) {
  const { run, busy, problem } = useCommand(EndSessionDocument, (data) => data.endSession);
  const end = async () => {
    if (await run({ sessionId: session.id, password: "" })) again();
  };
  return (
    <>
      <Group justify="space-between">
        <div>
          <Text size="sm">{session.place || session.label}</Text>
          <Text size="xs" c="dimmed">
            <Trans>Last seen {spoken(session.lastSeenAt, zone)}</Trans>
          </Text>
        </div>
        {session.current ? (
          <Badge variant="light" flex="none">
            <Trans>this one</Trans>
          </Badge>
        ) : (
          <Button size="compact-sm" variant="default" loading={busy} onClick={end}>
            <Trans>End it</Trans>
          </Button>
        )}
      </Group>
      <Proven problem={problem} again={end} />
    </>
  );
}

function EndOthers({ again }: Pick<Props, "again">) {
  const { run, busy, problem } = useCommand(
    EndOtherSessionsDocument,
    (data) => data.endOtherSessions,
  );
  const end = async () => {
    if (await run({ password: "" })) again();
  };
  return (
    <>
      <Proven problem={problem} again={end} />
      <Button variant="default" loading={busy} onClick={end}>
        <Trans>End all others</Trans>
      </Button>
    </>
  );
}
