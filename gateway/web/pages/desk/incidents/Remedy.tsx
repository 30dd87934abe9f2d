import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, List, Loader, NumberInput, Select, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  type Cause,
  type IncidentSaidFragment,
  PreviewIncidentDocument,
  type RemedyKind,
} from "../graph/graphql";
import { useMay } from "../may";
import { CAUSE, REMEDY, useChoices, useSay } from "../words";

interface Props {
  readonly incident: IncidentSaidFragment;
}

/** What everyone affected would get: tried out on each before it is given. */
export function Remedy({ incident }: Props) {
  const may = useMay();
  const { state, remedy } = incident;
  const open = state === "SUSPECTED" || state === "PREVIEWED";
  return (
    <Section title={<Trans>Remedy</Trans>}>
      {remedy && <Proposed incident={incident} />}
      {state === "PREVIEWING" && <Loader size="sm" role="status" aria-label="…" />}
      {open && may("previewIncident") && <TryOut incident={incident} />}
    </Section>
  );
}

function Proposed({ incident: { remedy, tried } }: Props) {
  const say = useSay();
  if (!remedy) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {say(REMEDY[remedy.kind])} · {say(CAUSE[remedy.cause])}
      </Text>
      <Text size="sm">
        <Trans>
          Possible for {tried.possible} of {tried.members}
        </Trans>
        {": "}
        <Plural value={tried.days} one="# day" other="# days" />, {tried.worth.formatted}
      </Text>
      <List size="sm">
        {tried.refused.map(({ code, members }) => (
          <List.Item key={code}>
            {code}: {members}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function TryOut({ incident }: Props) {
  const { t } = useLingui();
  const causes = useChoices(CAUSE);
  const remedies = useChoices(REMEDY).filter(
    ({ value }) => value !== "APOLOGY" && value !== "NOTHING",
  );
  const [cause, setCause] = useState<Cause>(incident.remedy?.cause ?? incident.traits.cause);
  const [remedy, setRemedy] = useState<RemedyKind>(incident.remedy?.kind ?? "RESTORE");
  const [days, setDays] = useState<number | "">(incident.remedy?.days ?? "");
  const [credit, setCredit] = useState(incident.remedy?.credit ?? false);
  const { run, busy, problem } = useCommand(
    PreviewIncidentDocument,
    (data) => data.previewIncident,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run({ id: incident.id, cause, remedy, days: days === "" ? null : days, credit });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Select
          label={t`Cause`}
          data={causes}
          value={cause}
          onChange={(value) => value && setCause(value as Cause)}
          allowDeselect={false}
          searchable
        />
        <Select
          label={t`Remedy`}
          data={remedies}
          value={remedy}
          onChange={(value) => value && setRemedy(value as RemedyKind)}
          allowDeselect={false}
        />
        {remedy === "EXTEND" && (
          <NumberInput
            label={t`Days`}
            placeholder={t`as lost`}
            min={1}
            allowDecimal={false}
            value={days}
            onChange={(value) => setDays(typeof value === "number" ? value : "")}
          />
        )}
        <Checkbox
          label={t`Also credit the discount missed meanwhile`}
          checked={credit}
          onChange={(event) => setCredit(event.currentTarget.checked)}
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" variant="default" loading={busy}>
          <Trans>Try it out on everyone affected</Trans>
        </Button>
      </Stack>
    </form>
  );
}
