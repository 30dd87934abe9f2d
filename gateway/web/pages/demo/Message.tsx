import { Anchor, Paper, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { spoken } from "../shared/words/times";
import type { CaughtMessage } from "./development";

const LINK = /^(.*) (https?:\/\/\S+?(\/[se]\/[0-9a-f]{8}))$/s;

/** An SMS; its link is followed here, as who is on this page. */
export function Message({
  body,
  time,
  zone,
}: CaughtMessage & { readonly zone?: string | undefined }) {
  const [, text, link, path] = LINK.exec(body) ?? [null, body, null, null];
  return (
    <Paper withBorder p="xs">
      <Text size="sm" dir="auto">
        {text}{" "}
        {path && (
          <Anchor component={Link} to={path} inherit>
            {link}
          </Anchor>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {spoken(time, zone)}
      </Text>
    </Paper>
  );
}
