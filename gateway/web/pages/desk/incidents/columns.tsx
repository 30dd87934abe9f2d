import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { spoken } from "../../shared/words/times";
import type { IncidentLineFragment } from "../graph/graphql";
import type { Column } from "../rows/Rows";
import { CAUSE, useSay } from "../words";
import { INCIDENT } from "./words";

export function useIncidentColumns(): readonly Column<IncidentLineFragment>[] {
  const say = useSay();
  return [
    {
      key: "id",
      says: <Trans>Incident</Trans>,
      width: "minmax(10.5rem, 1fr)",
      cell: ({ id }) => (
        <Anchor
          size="sm"
          tabIndex={-1}
          renderRoot={(props) => <Link to="/desk/incidents/$id" params={{ id }} {...props} />}
        >
          {id}
        </Anchor>
      ),
      always: true,
    },
    {
      key: "state",
      says: <Trans>State</Trans>,
      width: "minmax(7rem, 1.4fr)",
      cell: ({ state }) => say(INCIDENT[state]),
      always: true,
    },
    {
      key: "cause",
      says: <Trans>Cause</Trans>,
      width: "1.4fr",
      cell: ({ traits }) => say(CAUSE[traits.cause]),
    },
    {
      key: "losses",
      says: <Trans>Losses</Trans>,
      width: "0.6fr",
      cell: ({ losses }) => losses,
    },
    {
      key: "since",
      says: <Trans>Since</Trans>,
      width: "1.3fr",
      cell: ({ since }) => spoken(since),
    },
  ];
}
