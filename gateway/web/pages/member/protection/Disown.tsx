import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DISOWNABLE } from "./disownable";
import { NotMe } from "./NotMe";

interface Props {
  readonly alert: { readonly eventId: string; readonly eventType: string; readonly at: string };
}

/** Beside what tells of something that a thief would do. */
export function Disown({ alert: { eventId, eventType, at } }: Props) {
  const how = DISOWNABLE[eventType];
  if (how === "EVENT") return <NotMe what="EVENT" id={eventId} />;
  if (how === "CONTACT") return <NotMe what="CONTACT" id="" at={at} />;
  if (how !== "LOGIN") return null;
  return (
    <Anchor component={Link} to="/security" size="sm">
      <Trans>If that was not you, say so beside the sign-in</Trans>
    </Anchor>
  );
}
