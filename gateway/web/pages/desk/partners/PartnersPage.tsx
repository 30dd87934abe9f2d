import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { DeskPartnersDocument } from "../graph/graphql";
import { useMay } from "../may";
import { CreatePartner } from "./CreatePartner";
import { OnePartner } from "./OnePartner";

const PAGE = 20;

/** Platforms that follow members who agreed, and the shop in its place among them. */
export function PartnersPage() {
  const may = useMay();
  const pages = usePages();
  const query = useQuery({
    query: DeskPartnersDocument,
    variables: { first: PAGE, after: pages.after },
  });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Partners and their keys</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ partners: { nodes, pageInfo } }) => (
          <>
            {nodes.length === 0 && (
              <Text c="dimmed">
                <Trans>
                  There is none. A partner is another platform that follows the members who agree to
                  it; under the id @host it is the shop itself, which is told of all.
                </Trans>
              </Text>
            )}
            {nodes.map((partner) => (
              <OnePartner key={partner.partnerId} partner={partner} />
            ))}
            <More pages={pages} info={pageInfo} />
          </>
        )}
      </Asked>
      {may("createPartner") && <CreatePartner made={again} />}
    </Stack>
  );
}
