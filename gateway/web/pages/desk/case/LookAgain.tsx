import { Trans } from "@lingui/react/macro";
import { Alert, Button, Checkbox, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Dialogue } from "../../shared/parts/Dialogue";
import { CAUSE, useSay, VERDICT } from "../words";
import { Preview } from "./Preview";
import { type Part, type Ruling, tried } from "./ruling";

interface Props {
  readonly opened: boolean;
  readonly close: () => void;
  readonly give: () => void;
  readonly busy: boolean;
  readonly number: string;
  readonly ruling: Ruling;
  readonly parts: readonly Part[];
}

/** A decision is not taken back by who made it: it is read once more before. */
export function LookAgain({ opened, close, give, busy, number, ruling, parts }: Props) {
  const say = useSay();
  const { verdict, cause, reason, template } = ruling;
  const empty = verdict !== "REJECTED" && tried(parts).length === 0;
  const [meant, setMeant] = useState(false);
  const back = () => {
    setMeant(false);
    close();
  };
  return (
    <Dialogue opened={opened} onClose={back} title={<Trans>Your decision</Trans>}>
      <Stack gap="sm">
        <Text fw={600}>
          {verdict && say(VERDICT[verdict])} · {cause && say(CAUSE[cause])}
        </Text>
        <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
          {template ? <Trans>From the template {template}</Trans> : reason}
        </Text>
        {empty ? (
          <GivesNothing meant={meant} set={setMeant} />
        ) : (
          <Preview number={number} cause={cause} parts={parts} />
        )}
        <Text size="sm" c="dimmed">
          <Trans>The member is told at once.</Trans>
        </Text>
        <Button onClick={give} loading={busy} disabled={empty && !meant} data-autofocus>
          <Trans>Decide</Trans>
        </Button>
      </Stack>
    </Dialogue>
  );
}

interface GivesNothingProps {
  readonly meant: boolean;
  readonly set: (meant: boolean) => void;
}

/** The member is told to be right, and gets nothing for it: that is seldom what is meant. */
function GivesNothing({ meant, set }: GivesNothingProps) {
  return (
    <Alert
      color="yellow"
      variant="light"
      c="var(--mantine-color-text)"
      title={<Trans>The member is right, and gets nothing back</Trans>}
    >
      <Stack gap="sm">
        <Text size="sm">
          <Trans>
            The membership stays exactly as it is now. To give it back, choose a remedy.
          </Trans>
        </Text>
        <Checkbox
          checked={meant}
          onChange={(event) => set(event.currentTarget.checked)}
          label={<Trans>Yes, decide it and give nothing</Trans>}
        />
      </Stack>
    </Alert>
  );
}
