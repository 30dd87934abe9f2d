import { Plural, Trans } from "@lingui/react/macro";
import { Accordion, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { listed, spoken } from "../../shared/words/times";
import { FollowedDocument, type FollowedQuery } from "../graph/graphql";
import { useTold } from "../told";
import { useShareWords } from "../words";
import { AsItIs } from "./AsItIs";

const PAGE = 20;
type Followed = NonNullable<FollowedQuery["followedMembers"]>["nodes"][number];

/** Who lets the partner follow now, and what it may see of each. */
export function MembersPage() {
  const pages = usePages();
  const variables = { first: PAGE, after: pages.after };
  const query = useQuery({ query: FollowedDocument, variables });
  useTold(query[1]);
  return (
    <Stack>
      <PageTitle>
        <Trans>Members who agreed</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ followedMembers }) =>
          followedMembers && followedMembers.nodes.length > 0 ? (
            <>
              <Text size="sm" c="dimmed">
                <Plural value={followedMembers.totalCount} one="# member" other="# members" />
              </Text>
              <List members={followedMembers.nodes} />
              <More pages={pages} info={followedMembers.pageInfo} />
            </>
          ) : (
            <Text>
              <Trans>
                No member lets you follow them yet. Members agree on the page “Partners” of the
                member centre, and can end it there at any time.
              </Trans>
            </Text>
          )
        }
      </Asked>
    </Stack>
  );
}

function List({ members }: { readonly members: readonly Followed[] }) {
  const words = useShareWords();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Accordion variant="separated" order={2} value={open} onChange={setOpen}>
      {members.map(({ memberId, scopes, allowedAt }) => (
        <Accordion.Item key={memberId} value={memberId}>
          <Accordion.Control>
            <Text fw={600} dir="auto" style={{ overflowWrap: "anywhere" }}>
              {memberId}
            </Text>
            <Text size="sm" c="dimmed">
              <Trans>
                Since {spoken(allowedAt)}: {listed(scopes.map((scope) => words[scope]))}
              </Trans>
            </Text>
          </Accordion.Control>
          <Accordion.Panel>{open === memberId && <AsItIs memberId={memberId} />}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
