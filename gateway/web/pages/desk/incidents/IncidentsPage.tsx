import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Dialogue } from "../../shared/parts/Dialogue";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { IncidentsDocument } from "../graph/graphql";
import { useMay } from "../may";
import { usePages } from "../rows/pages";
import { Rows } from "../rows/Rows";
import { useIncidentColumns } from "./columns";
import { useIncidentWent } from "./live";
import { OpenIncident } from "./OpenIncident";

/** Similar losses, found by themselves or opened by staff, to be put right together. */
export function IncidentsPage() {
  const { t } = useLingui();
  const may = useMay();
  const navigate = useNavigate();
  const [all, setAll] = useState(false);
  const [opened, { open, close }] = useDisclosure();
  const there = (id: string) => navigate({ to: "/desk/incidents/$id", params: { id } });
  return (
    <Stack>
      <Group justify="space-between">
        <PageTitle>
          <Trans>Incidents</Trans>
        </PageTitle>
        {may("openIncident") && (
          <Button onClick={open}>
            <Trans>Open an incident</Trans>
          </Button>
        )}
      </Group>
      <Switch
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
        label={t`Also those that are over`}
      />
      <Listed onlyOpen={!all} there={there} />
      <Dialogue opened={opened} onClose={close} title={<Trans>Open an incident</Trans>}>
        <OpenIncident done={there} />
      </Dialogue>
    </Stack>
  );
}

interface ListedProps {
  readonly onlyOpen: boolean;
  readonly there: (id: string) => void;
}

function Listed({ onlyOpen, there }: ListedProps) {
  const { t } = useLingui();
  const pages = usePages(IncidentsDocument, { onlyOpen }, (data) => data.incidents);
  const columns = useIncidentColumns();
  useIncidentWent(() => pages.again());
  if (pages.problem) return <ProblemNote says={pages.problem} />;
  if (pages.read && pages.rows.length === 0) return <NoIncident />;
  return (
    <Rows
      label={t`Incidents`}
      rows={pages.rows}
      total={pages.total}
      columns={columns}
      more={pages.more}
      open={({ id }) => there(id)}
    />
  );
}

function NoIncident() {
  return (
    <Text c="dimmed">
      <Trans>
        No incident is open. Similar losses close in time are grouped here by themselves. A fault is
        confirmed once, and everyone affected gets the remedy, appeal or not.
      </Trans>
    </Text>
  );
}
