import { Trans } from "@lingui/react/macro";
import { Anchor, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { OneCorrectionDocument } from "../graph/graphql";
import { useAgainWhile } from "../parts/again";
import { OneCorrection } from "./OneCorrection";

/** One of the corrections, by its address. */
export function CorrectionPage() {
  const { id } = useParams({ from: "/desk/corrections/$id" });
  const query = useQuery({ query: OneCorrectionDocument, variables: { id } });
  const state = query[0].data?.correction?.state;
  const again = () => query[1]({ requestPolicy: "network-only" });
  useAgainWhile(state === "PREVIEWING" || state === "RUNNING", again);
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Correction</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ correction }) =>
          correction ? (
            <OneCorrection one={correction} again={again} />
          ) : (
            <Text>
              <Trans>There is none of this id.</Trans>
            </Text>
          )
        }
      </Asked>
      <Anchor component={Link} to="/desk/corrections" size="sm">
        <Trans>All corrections</Trans>
      </Anchor>
    </Stack>
  );
}
