import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { RectificationsDocument } from "../graph/graphql";
import { OneRectification } from "./OneRectification";

/** What members say is wrong in their record, by when they have to be answered. */
export function RectificationsPage() {
  const pages = usePages();
  const query = useQuery({ query: RectificationsDocument, variables: { after: pages.after } });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Disputed records</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ openRectifications: { nodes, pageInfo } }) => (
          <Stack>
            {nodes.length === 0 && (
              <Text c="dimmed">
                <Trans>
                  No requests. When members ask for their record to be corrected, it is listed here
                  with the time by which to answer.
                </Trans>
              </Text>
            )}
            {nodes.flatMap(({ memberId, rectifications }) =>
              rectifications.map((one) => (
                <OneRectification key={one.id} memberId={memberId} one={one} again={again} />
              )),
            )}
            <More pages={pages} info={pageInfo} />
          </Stack>
        )}
      </Asked>
    </Stack>
  );
}
