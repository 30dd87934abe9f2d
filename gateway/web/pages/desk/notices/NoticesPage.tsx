import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useQuery, useSubscription } from "urql";
import { useNow } from "../../shared/asking/clock";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { Due } from "../clock";
import {
  MarkNoticesReadDocument,
  NoticedDocument,
  type NoticeSaidFragment,
  NoticesDocument,
} from "../graph/graphql";
import { useMay } from "../may";
import { CaseLink } from "../parts/CaseLink";
import { Empty } from "../parts/Empty";
import { Listing } from "../parts/Listing";
import { useSay } from "../words";
import { ByMail } from "./ByMail";
import { NOTICE, OWED } from "./words";

/** What you are told of appeals that you have, and of those that nobody has. */
export function NoticesPage() {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  return (
    <Stack>
      <Group justify="space-between">
        <PageTitle>
          <Trans>Your notifications</Trans>
        </PageTitle>
        <Switch
          label={t`Also what you have read`}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </Group>
      <Notices key={String(all)} onlyUnread={!all} />
      <ByMail />
    </Stack>
  );
}

function Notices({ onlyUnread }: { readonly onlyUnread: boolean }) {
  const pages = usePages();
  const query = useQuery({ query: NoticesDocument, variables: { onlyUnread, after: pages.after } });
  const again = () => query[1]({ requestPolicy: "network-only" });
  const [{ data }] = useSubscription({ query: NoticedDocument });
  const cursor = data?.staffNoticed.cursor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for each that comes
  useEffect(() => {
    if (cursor) again();
  }, [cursor]);
  return (
    <Section title={<Trans>Of appeals</Trans>}>
      <Asked query={query}>
        {({ staffNotices: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <Empty says={<Trans>Nothing is unread.</Trans>}>
              <Trans>
                You are notified here when a deadline is close or missed, when a member writes, and
                when an appeal is assigned to you, escalated or reopened.
              </Trans>
            </Empty>
          ) : (
            <>
              <Table notices={nodes} marked={again} />
              <More pages={pages} info={{ ...pageInfo, endCursor: pageInfo.endCursor ?? null }} />
            </>
          )
        }
      </Asked>
    </Section>
  );
}

interface TableProps {
  readonly notices: readonly NoticeSaidFragment[];
  readonly marked: () => void;
}

function Table({ notices, marked }: TableProps) {
  const { t } = useLingui();
  const say = useSay();
  const may = useMay();
  const now = useNow();
  const mark = useCommand(MarkNoticesReadDocument, (data) => data.markStaffNoticesRead);
  const unread = notices.filter((one) => !one.read).map((one) => one.id);
  const press = async () => {
    if (await mark.run({ ids: unread })) marked();
  };
  return (
    <>
      <Listing
        label={t`Your notifications`}
        rows={notices}
        keyOf={({ id }) => id}
        columns={[
          { key: "at", says: <Trans>When</Trans>, cell: ({ at }) => spoken(at) },
          {
            key: "what",
            says: <Trans>What</Trans>,
            cell: ({ kind, owed, read }) => (
              <Text size="sm" fw={read ? 400 : 600}>
                {say(NOTICE[kind])}
                {owed ? `: ${say(OWED[owed])}` : ""}
              </Text>
            ),
          },
          {
            key: "case",
            says: <Trans>Appeal</Trans>,
            cell: (one) => <CaseLink number={one.number} />,
          },
          {
            key: "due",
            says: <Trans>Due</Trans>,
            cell: ({ due, holds }) =>
              holds ? (
                <Due at={due} now={now} />
              ) : (
                <Badge variant="default" tt="none">
                  <Trans>nothing left to do</Trans>
                </Badge>
              ),
          },
        ]}
      />
      <ProblemNote says={mark.problem?.message} />
      {may("markStaffNoticesRead") && unread.length > 0 && (
        <Button variant="default" onClick={press} loading={mark.busy} w="fit-content">
          <Trans>I have read these</Trans>
        </Button>
      )}
    </>
  );
}
