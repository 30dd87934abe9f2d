import { Trans } from "@lingui/react/macro";
import { Alert, Anchor, Grid, Stack } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { spoken } from "../../shared/words/times";
import { PlanHistoryDocument } from "../graph/graphql";
import { useMay } from "../may";
import { useAgainWhile } from "../parts/again";
import { Holders } from "./Holders";
import { PlanDraftSeen } from "./PlanDraftSeen";
import { PlanEditor } from "./PlanEditor";
import { Retire } from "./Retire";
import { PlanVersions } from "./Versions";

/** One plan: its next version, whom that would touch, its versions and who holds it. */
export function PlanPage() {
  const may = useMay();
  const { code } = useParams({ from: "/desk/plans/$code" });
  const query = useQuery({ query: PlanHistoryDocument, variables: { code } });
  const again = () => query[1]({ requestPolicy: "network-only" });
  const preview = query[0].data?.planDraft?.preview;
  useAgainWhile(preview?.finished === false, again);
  return (
    <Stack>
      <Anchor component={Link} to="/desk/plans" size="sm">
        <Trans>The whole catalogue</Trans>
      </Anchor>
      <Asked query={query}>
        {({ planVersions: history, planDraft: draft, plans }) => {
          const newest = history?.versions.at(-1) ?? null;
          const others = (plans ?? []).filter((one) => one.code !== code);
          return (
            <>
              <PageTitle>{newest?.plan.name.text ?? code}</PageTitle>
              {history?.retired && (
                <Alert variant="light" color="yellow" c="var(--mantine-color-text)">
                  <Trans>
                    Retired from {spoken(history.retired.effectiveAt)}; its members move to{" "}
                    {history.retired.movesTo}.
                  </Trans>
                </Alert>
              )}
              <Grid key={code}>
                <Grid.Col span={{ base: 12, lg: 7 }}>
                  {may("savePlanDraft") && (
                    <PlanEditor
                      code={code}
                      draft={draft ?? null}
                      newest={newest?.plan ?? null}
                      others={others}
                      saved={again}
                    />
                  )}
                </Grid.Col>
                <Grid.Col span={{ base: 12, lg: 5 }}>
                  <Stack>
                    {draft && <PlanDraftSeen code={code} draft={draft} again={again} />}
                    {history && <PlanVersions history={history} />}
                    {history && newest && <Holders history={history} version={newest.version} />}
                    {history && !history.retired && may("retirePlan") && (
                      <Retire code={code} others={others} retired={again} />
                    )}
                  </Stack>
                </Grid.Col>
              </Grid>
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}
