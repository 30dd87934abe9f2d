import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useQuery } from "urql";
import { useNow } from "../../shared/asking/clock";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { QueueDocument, QueuesDocument } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";
import { useProgress } from "../live";
import { useMay } from "../may";
import { usePages } from "../rows/pages";
import { Rows } from "../rows/Rows";
import { useQueueColumns } from "./columns";
import { NothingWaits } from "./NothingWaits";
import { QueueTabs } from "./QueueTabs";
import { TakeNext } from "./TakeNext";

/** Which appeals wait, what is due first at their head. */
export function QueuePage() {
  const { t } = useLingui();
  const may = useMay();
  const navigate = useNavigate();
  const { queue = null } = useSearch({ from: "/desk/" });
  const [counts, countAgain] = useQuery({ query: QueuesDocument });
  const pages = usePages(QueueDocument, { queue }, (data) => data.appealQueue);
  const sight = useRef<[number, number]>([0, 0]);
  const columns = useQueueColumns(useNow());
  const again = () => {
    pages.again(...sight.current);
    countAgain({ requestPolicy: "network-only" });
  };
  useProgress(again);
  useShortcuts([{ key: "r", says: t`Refresh`, act: again }]);
  const open = ({ number }: { number: string }) =>
    navigate({ to: "/desk/cases/$number", params: { number } });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={1} size="h2">
          <Trans>Queues</Trans>
        </Title>
        {may("takeNextAppeal") && <TakeNext queue={queue} />}
      </Group>
      <QueueTabs chosen={queue} counts={counts.data?.appealQueues ?? []} />
      <ProblemNote says={pages.problem} />
      {pages.read && pages.rows.length === 0 ? (
        <NothingWaits />
      ) : (
        <Rows
          label={t`Appeals that wait`}
          rows={pages.rows}
          total={pages.total}
          columns={columns}
          open={open}
          more={pages.more}
          seen={(first, last) => {
            sight.current = [first, last];
          }}
        />
      )}
    </Stack>
  );
}
