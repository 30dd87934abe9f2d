import { Trans } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { Dialogue } from "../../shared/parts/Dialogue";
import { CAUSE, useSay, VERDICT } from "../words";
import { Preview } from "./Preview";
import type { Ruling } from "./ruling";

interface Props {
  readonly opened: boolean;
  readonly close: () => void;
  readonly give: () => void;
  readonly busy: boolean;
  readonly number: string;
  readonly ruling: Ruling;
}

/** A decision is not taken back by who made it: it is read once more before. */
export function LookAgain({ opened, close, give, busy, number, ruling }: Props) {
  const say = useSay();
  const { verdict, cause, reason, template } = ruling;
  return (
    <Dialogue opened={opened} onClose={close} title={<Trans>This is decided</Trans>}>
      <Stack gap="sm">
        <Text fw={600}>
          {verdict && say(VERDICT[verdict])} · {cause && say(CAUSE[cause])}
        </Text>
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {template ? <Trans>By template {template}</Trans> : reason}
        </Text>
        <Preview number={number} ruling={ruling} />
        <Text size="sm" c="dimmed">
          <Trans>The member is told at once.</Trans>
        </Text>
        <Button onClick={give} loading={busy} data-autofocus>
          <Trans>Decide</Trans>
        </Button>
      </Stack>
    </Dialogue>
  );
}
