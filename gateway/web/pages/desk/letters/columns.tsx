import { Trans } from "@lingui/react/macro";
import { spoken } from "../../shared/words/times";
import type { Column } from "../rows/Rows";
import { CHANNEL } from "../running/words";
import { useSay } from "../words";
import type { Letter } from "./OneLetter";

export function useLetterColumns(): readonly Column<Letter>[] {
  const say = useSay();
  return [
    { key: "at", says: <Trans>Given up</Trans>, width: "1.3fr", cell: (one) => spoken(one.at) },
    {
      key: "member",
      says: <Trans>Member</Trans>,
      width: "1fr",
      cell: (one) => one.memberId,
      always: true,
    },
    {
      key: "event",
      says: <Trans>About</Trans>,
      width: "1.3fr",
      cell: (one) => one.eventType,
    },
    {
      key: "channel",
      says: <Trans>Channel</Trans>,
      width: "0.6fr",
      cell: (one) => say(CHANNEL[one.channel]),
      always: true,
    },
    {
      key: "reason",
      says: <Trans>Why</Trans>,
      width: "2fr",
      cell: (one) => [one.code, one.reason].filter(Boolean).join(" · "),
      always: true,
    },
    { key: "tried", says: <Trans>Tried</Trans>, width: "0.5fr", cell: (one) => one.attempts },
  ];
}
