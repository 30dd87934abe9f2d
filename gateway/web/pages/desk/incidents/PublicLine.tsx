import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { type IncidentSaidFragment, PublishIncidentStatusDocument } from "../graph/graphql";
import { useMay } from "../may";
import { BothTexts, NO_TEXTS, whole } from "./BothTexts";

interface Props {
  readonly incident: IncidentSaidFragment;
}

/** What everybody reads of it, members or not. */
export function PublicLine({ incident }: Props) {
  const may = useMay();
  return (
    <Section title={<Trans>What everybody reads of it</Trans>}>
      {incident.status ? (
        <Text size="sm">{incident.status.text}</Text>
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>Nothing is published.</Trans>
        </Text>
      )}
      {may("publishIncidentStatus") && <Publish incident={incident} />}
    </Section>
  );
}

function Publish({ incident: { id } }: Props) {
  const { t } = useLingui();
  const [says, setSays] = useState(NO_TEXTS);
  const { run, busy, problem } = useCommand(
    PublishIncidentStatusDocument,
    (data) => data.publishIncidentStatus,
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await run({ id, says })) setSays(NO_TEXTS);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <BothTexts label={t`New text`} texts={says} set={setSays} />
        <ProblemNote says={problem?.message} />
        <Button type="submit" variant="default" loading={busy} disabled={!whole(says)}>
          <Trans>Publish it</Trans>
        </Button>
      </Stack>
    </form>
  );
}
