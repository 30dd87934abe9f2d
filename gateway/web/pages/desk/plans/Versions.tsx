import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { ComparePlanVersionsDocument, type PlanVersionsFragment } from "../graph/graphql";
import { Listing } from "../parts/Listing";
import { PlanDifferences } from "./PlanDifferences";

/** What was published, the newest first, and what each changed. */
export function PlanVersions({ history }: { readonly history: PlanVersionsFragment }) {
  const { t } = useLingui();
  const [compared, compare] = useState<number | null>(null);
  return (
    <Section title={<Trans>Versions</Trans>}>
      <Listing
        label={t`Versions`}
        rows={[...history.versions].reverse()}
        keyOf={({ version }) => String(version)}
        columns={[
          { key: "version", says: <Trans>Version</Trans>, cell: ({ version }) => version },
          {
            key: "effect",
            says: <Trans>Takes effect</Trans>,
            cell: ({ effectiveAt }) => spoken(effectiveAt),
          },
          { key: "price", says: <Trans>Price</Trans>, cell: ({ plan }) => plan.price.formatted },
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
      >
        {compared !== null && <Compared code={history.code} version={compared} />}
      </Dialogue>
    </Section>
  );
}

function Compared({ code, version }: { readonly code: string; readonly version: number }) {
  const query = useQuery({
    query: ComparePlanVersionsDocument,
    variables: { code, before: version - 1, after: version },
  });
  return (
    <Asked query={query}>
      {({ comparePlanVersions: found }) =>
        "message" in found ? (
          <ProblemNote says={found.message} />
        ) : (
          <PlanDifferences differences={found.differences} />
        )
      }
    </Asked>
  );
}
