import { Trans } from "@lingui/react/macro";
import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { language } from "../../shared/words/language";
import type { Language } from "../graph/graphql";
import type { Column } from "../rows/Rows";
import { useSay } from "../words";
import type { Listed } from "./listed";
import { TOPIC } from "./words";

const OWN: Language = language === "zh" ? "ZH" : "EN";

export function useTemplateColumns(): readonly Column<Listed>[] {
  const say = useSay();
  return [
    {
      key: "event",
      says: <Trans>Event</Trans>,
      width: "minmax(12rem, 1fr)",
      cell: ({ id }) => (
        <Anchor component={Link} to={`/desk/templates/${id}`} size="sm" tabIndex={-1}>
          {id}
        </Anchor>
      ),
      always: true,
    },
    {
      key: "title",
      says: <Trans>Title</Trans>,
      width: "2fr",
      cell: ({ languages }) => languages[OWN]?.preview?.mail.subject,
    },
    {
      key: "topic",
      says: <Trans>Topic</Trans>,
      width: "0.8fr",
      cell: ({ topic }) => say(TOPIC[topic]),
    },
    {
      key: "zh",
      says: <Trans>Chinese</Trans>,
      width: "1fr",
      cell: (one) => <InUse listed={one} language="ZH" />,
    },
    {
      key: "en",
      says: <Trans>English</Trans>,
      width: "1fr",
      cell: (one) => <InUse listed={one} language="EN" />,
    },
  ];
}

interface Props {
  readonly listed: Listed;
  readonly language: Language;
}

/** Which version is said now, and whether another one is prepared. */
function InUse({ listed: { languages }, language: of }: Props) {
  const one = languages[of];
  if (!one) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm">
        {one.inUse === 0 ? <Trans>as shipped</Trans> : <Trans>version {one.inUse}</Trans>}
      </Text>
      {one.hasDraft && (
        <Badge size="sm" color="yellow" variant="light" tt="none">
          <Trans>draft</Trans>
        </Badge>
      )}
    </Group>
  );
}
