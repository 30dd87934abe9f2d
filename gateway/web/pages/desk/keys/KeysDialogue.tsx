import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Group, Kbd, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { Dialogue } from "../../shared/parts/Dialogue";
import { useKeys, useShortcuts } from "./shortcuts";

/** Shows what the keys of this page do. */
export function KeysDialogue() {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  const { shown, on, turn } = useKeys();
  useShortcuts([{ key: "shift+?", says: t`Keyboard shortcuts`, act: open }]);
  return (
    <>
      <ActionIcon variant="subtle" aria-label={t`Keys`} onClick={open} visibleFrom="sm">
        <IconKeyboard size={18} />
      </ActionIcon>
      <Dialogue opened={opened} onClose={close} title={<Trans>Keyboard shortcuts</Trans>}>
        <Stack gap="xs">
          {shown.map(({ key, says }) => (
            <Group key={key} justify="space-between" wrap="nowrap">
              <Text size="sm">{says}</Text>
              <Kbd>{written(key)}</Kbd>
            </Group>
          ))}
          <Switch
            mt="sm"
            checked={on}
            onChange={(event) => turn(event.currentTarget.checked)}
            label={<Trans>Enable single-key shortcuts</Trans>}
          />
        </Stack>
      </Dialogue>
    </>
  );
}

const written = (key: string): string =>
  key.replace("shift+?", "?").replace("mod+", "Ctrl/⌘ ").replace("shift+", "⇧ ");
