import { Trans } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { spoken } from "../../shared/words/times";
import { Due, dueOf } from "../clock";
import type { QueueQuery } from "../graph/graphql";
import type { Column } from "../rows/Rows";
import { CAUSE, QUEUE, STATE, useSay } from "../words";

export type Waiting = NonNullable<QueueQuery["appealQueue"]>["nodes"][number];

export function useQueueColumns(now: number): readonly Column<Waiting>[] {
  const say = useSay();
  return [
    {
      key: "due",
      says: <Trans>Due</Trans>,
      width: "minmax(9rem, 1fr)",
      cell: (one) => <Due at={dueOf(one)} now={now} />,
      always: true,
    },
    {
      key: "number",
      says: <Trans>Appeal</Trans>,
      width: "minmax(10.5rem, 1fr)",
      cell: ({ number }) => (
        <Anchor component={Link} to={`/desk/cases/${number}`} size="sm" tabIndex={-1}>
          {number}
        </Anchor>
      ),
      always: true,
    },
    {
      key: "state",
      says: <Trans>State</Trans>,
      width: "1fr",
      cell: (one) => say(STATE[one.state]),
    },
    {
      key: "queue",
      says: <Trans>Queue</Trans>,
      width: "0.7fr",
      cell: ({ queue }) => queue && say(QUEUE[queue]),
    },
    {
      key: "cause",
      says: <Trans>Likely cause</Trans>,
      width: "1.4fr",
      cell: ({ suspectedCause }) => suspectedCause && say(CAUSE[suspectedCause]),
    },
    {
      key: "reviewer",
      says: <Trans>Assigned to</Trans>,
      width: "1fr",
      cell: ({ reviewer }) =>
        reviewer ? (
          reviewer.name || reviewer.id
        ) : (
          <Text span size="sm" c="dimmed">
            <Trans>nobody</Trans>
          </Text>
        ),
    },
    {
      key: "member",
      says: <Trans>Member</Trans>,
      width: "1fr",
      cell: ({ memberId }) => memberId,
    },
    {
      key: "submitted",
      says: <Trans>Submitted</Trans>,
      width: "1.3fr",
      cell: ({ submittedAt }) => spoken(submittedAt, undefined, "short"),
    },
  ];
}
