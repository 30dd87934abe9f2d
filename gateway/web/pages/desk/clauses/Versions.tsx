import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { CompareClauseVersionsDocument } from "../graph/graphql";
import { Empty } from "../parts/Empty";
import { Listing } from "../parts/Listing";
import type { Version } from "./clause";
import { Differences } from "./WhatChanges";

interface Props {
  readonly code: string;
  readonly versions: readonly Version[];
}

/** What was published, the newest first, and what each changed. */
export function ClauseVersions({ code, versions }: Props) {
  const { t } = useLingui();
  const [compared, compare] = useState<number | null>(null);
  if (versions.length === 0)
    return (
      <Section title={<Trans>Versions</Trans>}>
        <Empty says={<Trans>Nothing was published yet.</Trans>}>
          <Trans>
            What is published never changes: the next version is written beside it, and every member
            is told of it.
          </Trans>
        </Empty>
      </Section>
    );
  return (
    <Section title={<Trans>Versions</Trans>}>
      <Listing
        label={t`Versions`}
        rows={[...versions].reverse()}
        keyOf={({ version }) => String(version)}
        columns={[
          { key: "version", says: <Trans>Version</Trans>, cell: ({ version }) => version },
          {
            key: "effect",
            says: <Trans>Takes effect</Trans>,
            cell: ({ effectiveAt }) => spoken(effectiveAt),
          },
          {
            key: "standing",
            says: <Trans>Standing</Trans>,
            cell: (one) => <Standing version={one} />,
          },
          {
            key: "changed",
            says: <Trans>Changed</Trans>,
            cell: ({ version }) =>
              version > 1 && (
                <Button size="compact-sm" variant="default" onClick={() => compare(version)}>
                  <Trans>What it changed</Trans>
                </Button>
              ),
          },
        ]}
      />
      <Dialogue
        opened={compared !== null}
        onClose={() => compare(null)}
        title={<Trans>What version {compared} changed</Trans>}
        size="lg"
      >
        {compared !== null && <Compared code={code} version={compared} />}
      </Dialogue>
    </Section>
  );
}

function Standing({ version: { standing, adverse } }: { readonly version: Version }) {
  return (
    <Stack gap={2}>
      <Badge variant="light" tt="none" color={standing === "PAST" ? "gray" : "brand"} c="inherit">
        {standing === "BINDING" && <Trans>in force</Trans>}
        {standing === "COMING" && <Trans>coming</Trans>}
        {standing === "PAST" && <Trans>replaced</Trans>}
      </Badge>
      {adverse && <Trans>asks more</Trans>}
    </Stack>
  );
}

function Compared({ code, version }: { readonly code: string; readonly version: number }) {
  const query = useQuery({
    query: CompareClauseVersionsDocument,
    variables: { clause: code, before: version - 1, after: version },
  });
  return (
    <Asked query={query}>
      {({ compareClauseVersions: found }) =>
        "message" in found ? (
          <ProblemNote says={found.message} />
        ) : (
          <Differences differences={found} />
        )
      }
    </Asked>
  );
}
