import { useLingui } from "@lingui/react/macro";
import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Cause, OpenIncidentDocument } from "../graph/graphql";
import { ReasonForm } from "../parts/ReasonForm";
import { CAUSE, useChoices } from "../words";

const instant = (local: string) => (local ? new Date(local).toISOString() : null);

/** What losses have in common that belong together. */
export function OpenIncident({ done }: { readonly done: (id: string) => void }) {
  const { t } = useLingui();
  const causes = useChoices(CAUSE);
  const [cause, setCause] = useState<Cause | null>(null);
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const [source, setSource] = useState("");
  const from = instant(since);
  return (
    <ReasonForm
      document={OpenIncidentDocument}
      answerOf={(data) => data.openIncident}
      given={cause && from ? { cause, since: from, until: instant(until), source, plan: "" } : null}
      says={t`Open it`}
      reads={t`Staff read it.`}
      done={({ incident }) => done(incident.id)}
    >
      <Select
        label={t`Cause`}
        data={causes}
        value={cause}
        onChange={(value) => setCause(value as Cause | null)}
        searchable
        required
      />
      <TextInput
        type="datetime-local"
        label={t`Losses since`}
        value={since}
        onChange={(event) => setSince(event.currentTarget.value)}
        required
      />
      <TextInput
        type="datetime-local"
        label={t`Losses until`}
        description={t`Left empty: it goes on.`}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <TextInput
        label={t`Brought about by`}
        description={t`Such as IMPORT, or STAFF: and an id. Left empty: whoever.`}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
    </ReasonForm>
  );
}
