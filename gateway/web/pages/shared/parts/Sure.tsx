import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface Props {
  readonly says: ReactNode;
  /** What comes of it. */
  readonly warning: ReactNode;
  readonly busy: boolean;
  readonly act: () => Promise<void>;
}

/** A deed that cannot be taken back: it is asked for twice, the second time with what comes of it. */
export function Sure({ says, warning, busy, act }: Props) {
  const [asked, ask] = useState(false);
  if (!asked)
    return (
      <Button size="compact-md" variant="subtle" color="red" onClick={() => ask(true)}>
        {says}
      </Button>
    );
  const go = async () => {
    await act();
    ask(false);
  };
  return (
    <Stack gap="xs" w="100%">
      <Text size="sm">{warning}</Text>
      <Group>
        <Button size="compact-md" color="red" loading={busy} onClick={go} autoFocus>
          {says}
        </Button>
        <Button size="compact-md" variant="default" onClick={() => ask(false)}>
          <Trans>Leave it</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
