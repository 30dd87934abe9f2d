import { Trans } from "@lingui/react/macro";
import { Anchor, Grid, Stack } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ClauseDraftDocument, ClausesDocument } from "../graph/graphql";
import { useMay } from "../may";
import { useAgainWhile } from "../parts/again";
import { ClauseEditor } from "./ClauseEditor";
import { Impact } from "./Impact";
import { ClauseVersions } from "./Versions";
import { WhatChanges } from "./WhatChanges";

/** One clause: its next version, whom that would touch, and its versions so far. */
export function ClausePage() {
  const may = useMay();
  const { code } = useParams({ from: "/desk/clauses/$code" });
  const clauses = useQuery({ query: ClausesDocument });
  const drafts = useQuery({ query: ClauseDraftDocument, variables: { code } });
  const again = () => {
    clauses[1]({ requestPolicy: "network-only" });
    drafts[1]({ requestPolicy: "network-only" });
  };
  const preview = drafts[0].data?.clauseDraft?.preview;
  useAgainWhile(preview?.finished === false, again);
  return (
    <Stack>
      <Anchor component={Link} to="/desk/clauses" size="sm">
        <Trans>The whole agreement</Trans>
      </Anchor>
      <Asked query={clauses}>
        {(data) => {
          const versions = data.clauses?.find((one) => one.clause === code)?.versions ?? [];
          const title = versions.at(-1)?.title.text ?? code;
          return (
            <>
              <PageTitle>{title}</PageTitle>
              <Asked query={drafts}>
                {({ clauseDraft }) => (
                  <Grid key={code}>
                    <Grid.Col span={{ base: 12, lg: 7 }}>
                      {may("saveClauseDraft") && (
                        <ClauseEditor
                          code={code}
                          draft={clauseDraft ?? null}
                          inForce={versions.at(-1) ?? null}
                          saved={again}
                        />
                      )}
                    </Grid.Col>
                    <Grid.Col span={{ base: 12, lg: 5 }}>
                      <Stack>
                        {clauseDraft && (
                          <>
                            <WhatChanges differences={clauseDraft.differences} />
                            <Impact draft={clauseDraft} again={again} />
                          </>
                        )}
                        <ClauseVersions code={code} versions={versions} />
                      </Stack>
                    </Grid.Col>
                  </Grid>
                )}
              </Asked>
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}
