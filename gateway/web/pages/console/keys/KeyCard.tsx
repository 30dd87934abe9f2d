import { Trans } from "@lingui/react/macro";
import { Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { useSession } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { Sure } from "../../shared/parts/Sure";
import { listed, spoken } from "../../shared/words/times";
import { type KeyFragment, RevokeKeyDocument, TurnKeyDocument } from "../graph/graphql";
import { useScopeWords } from "../words";

export interface NewKey {
  readonly key: string;
  readonly reportSecret: string | null;
}

interface Props {
  readonly shown: KeyFragment;
  /** Null: no key was made, but something changed. */
  readonly turned: (made: NewKey | null) => void;
}

export function KeyCard({ shown, turned }: Props) {
  const words = useScopeWords(useSession()?.role === "host");
  return (
    <Section
      title={
        <Group gap="xs">
          <span dir="auto">{shown.label || shown.keyId}</span>
          <Standing shown={shown} />
        </Group>
      }
    >
      <Stack gap={4}>
        <Text size="sm">{listed(shown.scopes.map((scope) => words[scope]))}</Text>
        <Text size="sm" c="dimmed">
          <Code>{shown.keyId}</Code> · <Trans>Issued {spoken(shown.issuedAt)}</Trans> ·{" "}
          {shown.usedAt ? (
            <Trans>used last {spoken(shown.usedAt)}</Trans>
          ) : (
            <Trans>never used</Trans>
          )}
        </Text>
      </Stack>
      {!shown.revokedAt && <Deeds shown={shown} turned={turned} />}
    </Section>
  );
}

/** The id stands in the key itself, which is no secret. */
const idIn = (key: string): string => /^rk_(?:test_)?([0-9a-f]{12})_/.exec(key)?.[1] ?? "";

function Standing({ shown }: { readonly shown: KeyFragment }) {
  const own = idIn(useSession()?.accessToken ?? "") === shown.keyId;
  if (shown.revokedAt)
    return (
      <Badge color="gray" tt="none">
        <Trans>over since {spoken(shown.revokedAt)}</Trans>
      </Badge>
    );
  return (
    <>
      {shown.until && (
        <Badge color="yellow" variant="light" tt="none">
          <Trans>good until {spoken(shown.until)}</Trans>
        </Badge>
      )}
      {own && (
        <Badge variant="light" tt="none">
          <Trans>you are signed in with it</Trans>
        </Badge>
      )}
    </>
  );
}

function Deeds({ shown, turned }: Props) {
  const input = { keyId: shown.keyId };
  const turn = useCommand(TurnKeyDocument, (data) => data.turnKey);
  const revoke = useCommand(RevokeKeyDocument, (data) => data.revokeKey);
  const go = async () => {
    const answer = await turn.run(input);
    if (answer?.__typename === "PartnerSuccess" && answer.key)
      turned({ key: answer.key, reportSecret: answer.reportSecret ?? null });
  };
  const end = async () => {
    if (await revoke.run(input)) turned(null);
  };
  return (
    <>
      <ProblemNote says={turn.problem?.message ?? revoke.problem?.message} />
      <Group gap="xs">
        {!shown.until && (
          <Button size="compact-md" variant="default" loading={turn.busy} onClick={go}>
            <Trans>Rotate it: make a new one</Trans>
          </Button>
        )}
        <Sure
          says={<Trans>Revoke it</Trans>}
          warning={
            <Trans>
              Whatever uses it is refused within seconds, and its connections are closed. That
              cannot be undone.
            </Trans>
          }
          busy={revoke.busy}
          act={end}
        />
      </Group>
    </>
  );
}
