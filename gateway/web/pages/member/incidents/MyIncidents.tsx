import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Badge, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type AffectedState, type AppealsQuery, JoinIncidentDocument } from "../graph/graphql";
import { PUBLIC } from "./words";

type Mine = AppealsQuery["myIncidents"][number];

interface Props {
  readonly incidents: readonly Mine[];
  readonly zone: string;
  readonly again: () => void;
}

const STATE: Record<AffectedState, ReactNode> = {
  WAITING: <Trans>What you lost is looked into; you need do nothing.</Trans>,
  UNDER_WAY: <Trans>You are being given back what you lost.</Trans>,
  REMEDIED: <Trans>You have back what you lost.</Trans>,
  REFUSED: <Trans>It could not be given back by itself; a person looks at it.</Trans>,
  WITH_A_PERSON: <Trans>A person looks at yours.</Trans>,
};

/** Losses of many that this member shares. */
export function MyIncidents({ incidents, zone, again }: Props) {
  if (incidents.length === 0) return null;
  return (
    <Section title={<Trans>It happened to others, too</Trans>}>
      <Rows>
        {incidents.map((one) => (
          <Row key={one.id}>
            <One incident={one} zone={zone} again={again} />
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

function One({ incident, zone, again }: Omit<Props, "incidents"> & { readonly incident: Mine }) {
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text fw={600}>{incident.id}</Text>
        <Badge variant="light">{PUBLIC[incident.public]}</Badge>
      </Group>
      {incident.says && <Text>{incident.says.text}</Text>}
      <Text size="sm">
        <Trans>You lost something on {spoken(incident.lostAt, zone)}.</Trans>{" "}
        {incident.state && STATE[incident.state]}
      </Text>
      {incident.days > 0 && (
        <Text size="sm">
          <Trans>
            Given: {incident.days} days, and {incident.credited.formatted} on the balance.
          </Trans>
        </Text>
      )}
      {incident.number && (
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link to="/appeals/$number" params={{ number: incident.number }} {...props} />
          )}
        >
          {incident.number}
        </Anchor>
      )}
      {!incident.joined && <Join id={incident.id} again={again} />}
    </Stack>
  );
}

function Join({ id, again }: { readonly id: string; readonly again: () => void }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const { run, busy, problem } = useCommand(JoinIncidentDocument, (data) => data.joinIncident);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ id, text })) again();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={t`Anything to say about yours`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          dir="auto"
          autosize
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" variant="default" w="fit-content" loading={busy}>
          <Trans>Me too</Trans>
        </Button>
      </Stack>
    </form>
  );
}
