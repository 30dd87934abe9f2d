import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { DeadLettersDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { useShortcuts } from "../keys/shortcuts";
import { Empty } from "../parts/Empty";
import { usePages } from "../rows/pages";
import { Rows } from "../rows/Rows";
import { useLetterColumns } from "./columns";
import { asked, Filter, NO_FILTER, type Wanted } from "./Filter";
import { type Letter, OneLetter } from "./OneLetter";
import { SendAgain } from "./SendAgain";

const PAUSE = 400;

/** What was given up: why, and sent again once the cause is mended. */
export function DeadLettersPage() {
  const { t } = useLingui();
  const [wanted, want] = useKept<Wanted>("dead letters", NO_FILTER);
  const [settled] = useDebouncedValue(wanted, PAUSE);
  const [chosen, choose] = useState<Letter | null>(null);
  const filter = asked(settled);
  const pages = usePages(DeadLettersDocument, { filter }, (data) => data.deadLetters);
  const columns = useLetterColumns();
  useShortcuts([{ key: "r", says: t`Refresh`, act: () => pages.again() }]);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <PageTitle>
          <Trans>Undeliverable messages</Trans>
        </PageTitle>
        <SendAgain filter={filter} total={pages.total} sent={pages.again} />
      </Group>
      <Filter wanted={wanted} want={want} />
      <ProblemNote says={pages.problem} />
      {pages.read && pages.rows.length === 0 ? (
        <Nothing filtered={JSON.stringify(wanted) !== JSON.stringify(NO_FILTER)} />
      ) : (
        <Rows
          label={t`Undeliverable messages`}
          rows={pages.rows}
          total={pages.total}
          columns={columns}
          open={choose}
          more={pages.more}
        />
      )}
      <OneLetter letter={chosen} close={() => choose(null)} sent={pages.again} />
    </Stack>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (filtered)
    return (
      <Empty says={<Trans>Nothing that was given up is like that.</Trans>}>
        <Trans>Remove a condition to see more.</Trans>
      </Empty>
    );
  return (
    <Empty says={<Trans>Nothing was given up.</Trans>}>
      <Trans>
        A message that no provider takes, or that its receiver refuses for good, stands here with
        the reason. Once the reason is mended it is sent again from here, one or all of a kind.
      </Trans>
    </Empty>
  );
}
