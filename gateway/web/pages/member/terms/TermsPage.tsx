import { Trans } from "@lingui/react/macro";
import { Anchor, Badge, Button, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { AcknowledgeDocument, type TermFragment, TermsDocument } from "../graph/graphql";
import { useLive } from "../live";
import { Differs } from "./Differs";

interface Props {
  readonly term: TermFragment;
  readonly zone: string;
}

/** The rules that bind a member, and those that are coming. */
export function TermsPage() {
  const query = useQuery({ query: TermsDocument });
  useLive(query[1]);
  return (
    <Stack>
      <PageTitle>
        <Trans>Terms</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me }) => {
          const zone = me?.profile?.timeZone ?? "UTC";
          const { coming = [], current = [] } = me?.clauses ?? {};
          return (
            <>
              {coming.map((term) => (
                <Coming
                  key={`${term.clause} ${term.version}`}
                  term={term}
                  zone={zone}
                  binding={current.find((one) => one.clause === term.clause)?.version}
                />
              ))}
              {current.map((term) => (
                <Section key={term.clause} title={term.title.text}>
                  <Text>{term.text.text}</Text>
                  <Document term={term} zone={zone} />
                </Section>
              ))}
              {current.length + coming.length === 0 && (
                <Text>
                  <Trans>No rules bind you yet. They do once you are a member.</Trans>
                </Text>
              )}
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

interface ComingProps extends Props {
  /** The version of it that binds now, if one does. */
  readonly binding: number | undefined;
}

function Coming({ term, zone, binding }: ComingProps) {
  const { run, busy, problem } = useCommand(AcknowledgeDocument, (data) => data.acknowledgeClause);
  const { clause, version } = term;
  return (
    <Section
      title={
        <>
          {term.title.text}{" "}
          <Badge color="yellow" variant="light">
            <Trans>coming, version {version}</Trans>
          </Badge>
        </>
      }
    >
      <Group>
        {term.bindsAt && (
          <Text size="sm">
            <Trans>Binds you from {spoken(term.bindsAt, zone)}</Trans>
          </Text>
        )}
      </Group>
      <Text>{term.text.text}</Text>
      <Differs clause={clause} before={binding} after={version} />
      <List size="sm">
        {term.differences.map((one) => (
          <List.Item key={one.name}>
            {one.name}: {JSON.stringify(one.before)} → {JSON.stringify(one.after)}{" "}
            {one.stricter && <Trans>(stricter)</Trans>}
          </List.Item>
        ))}
      </List>
      <Document term={term} zone={zone} />
      <ProblemNote says={problem?.message} />
      {term.acknowledgedAt ? (
        <Text size="sm">
          <Trans>You said on {spoken(term.acknowledgedAt, zone)} that you have read it.</Trans>
        </Text>
      ) : (
        <Button loading={busy} onClick={() => run({ clause, version })}>
          <Trans>I have read it</Trans>
        </Button>
      )}
    </Section>
  );
}

/** The version as a file whose hash anybody can check. */
function Document({ term }: Props) {
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(term.document)}`;
  return (
    <Text size="xs" c="dimmed">
      <Anchor href={href} download={`${term.clause}-${term.version}.json`} size="xs">
        <Trans>Download version {term.version}</Trans>
      </Anchor>{" "}
      SHA-256 {term.sha256}
    </Text>
  );
}
