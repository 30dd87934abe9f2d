import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useWho } from "../who";
import type { Told } from "./case";

interface Props {
  readonly happened: Told["timeline"][number] | undefined;
}

/** Whose doing an event was, from which device and address. */
export function From({ happened }: Props) {
  const who = useWho();
  if (!happened) return null;
  const { actor, deviceId, deviceLabel, ip } = happened;
  const device = deviceLabel && deviceId ? `${deviceLabel} (${deviceId})` : deviceLabel || deviceId;
  return (
    <Text size="sm" c="dimmed">
      <Trans>By: {who(actor)}</Trans>
      {" · "}
      {device ? <Trans>device {device}</Trans> : <Trans>no device on record</Trans>}
      {ip && ` · ${ip}`}
    </Text>
  );
}
