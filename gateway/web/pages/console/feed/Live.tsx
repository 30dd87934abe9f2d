import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useSubscription } from "urql";
import { useUnreachable } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { type ItemFragment, ToldDocument, type ToldSubscription } from "../graph/graphql";
import { Behind } from "./Behind";
import type { FeedPageOf } from "./FeedPage";
import { Items } from "./Items";

interface Props {
  readonly page: FeedPageOf;
  /** Nothing was told yet. */
  readonly empty: boolean;
}

/** Behind a page: the next one, or what comes from now on. */
export function Live({ page, empty }: Props) {
  if (page.hasNextPage)
    return (
      <Behind cursor={page.endCursor}>
        <Trans>The next page</Trans>
      </Behind>
    );
  return <Following after={page.endCursor} empty={empty} />;
}

/** Of a page that is open for long: so many of the newest. */
const MOST = 200;

/** Each once, whichever line brought it: after a line broke, the next one begins where this did. */
const added = (all: readonly ItemFragment[] = [], { statusChanges }: ToldSubscription) =>
  all.some((one) => one.id === statusChanges.id) ? all : [...all, statusChanges].slice(-MOST);

function Following({ after, empty }: { readonly after: string; readonly empty: boolean }) {
  const variables = useMemo(() => ({ after }), [after]);
  const [{ data, error }] = useSubscription({ query: ToldDocument, variables }, added);
  const unreachable = useUnreachable();
  const items = (data ?? []) as readonly ItemFragment[];
  if (error) return <ProblemNote says={unreachable(error).message} />;
  return (
    <Stack gap="xs" aria-live="polite">
      <Items items={items} />
      <Text size="sm" c="dimmed">
        {empty && items.length === 0 ? (
          <Trans>
            Nothing yet. When a member agrees, and whenever something changes after that, it appears
            here by itself.
          </Trans>
        ) : (
          <Trans>That is all until now. What comes appears here by itself.</Trans>
        )}
      </Text>
    </Stack>
  );
}
