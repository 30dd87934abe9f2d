import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { FeedDocument, type FeedQuery } from "../graph/graphql";
import { CursorRefused } from "./CursorRefused";
import { Items } from "./Items";
import { Live } from "./Live";
import { Start } from "./Start";

const PAGE = 50;

export type FeedPageOf = Extract<FeedQuery["statusFeed"], { __typename: "StatusFeedPage" }>;

/** What programs pull and follow, as it comes: from a cursor to its end, and then live. */
export function FeedPage() {
  const { after = "" } = useSearch({ from: "/console/feed" });
  const query = useQuery({
    query: FeedDocument,
    variables: { after, first: PAGE },
    requestPolicy: "network-only",
  });
  return (
    <Stack>
      <PageTitle>
        <Trans>Feed</Trans>
      </PageTitle>
      <Text size="sm" c="dimmed">
        <Trans>
          What you were told, in the order in which it happened for each member. Pull, push and
          webhooks bring the same to the byte.
        </Trans>
      </Text>
      <Start key={after} after={after} />
      <Asked query={query}>
        {({ statusFeed }) =>
          statusFeed.__typename === "CursorProblem" ? (
            <CursorRefused problem={statusFeed} />
          ) : (
            <Page key={statusFeed.endCursor} page={statusFeed} first={after === ""} />
          )
        }
      </Asked>
    </Stack>
  );
}

function Page({ page, first }: { readonly page: FeedPageOf; readonly first: boolean }) {
  return (
    <>
      <Items items={page.items} />
      <Live page={page} empty={first && page.items.length === 0} />
    </>
  );
}
