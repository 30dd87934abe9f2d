import { Trans } from "@lingui/react/macro";
import { Accordion, Code, Group, Stack, Text } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import type { ItemFragment } from "../graph/graphql";
import { Json } from "../parts/Json";
import { useEventWords } from "../words";

/** What was told; each opens to its payload and its cursor. */
export function Items({ items }: { readonly items: readonly ItemFragment[] }) {
  const words = useEventWords();
  if (items.length === 0) return null;
  return (
    <Accordion multiple variant="separated" order={2}>
      {items.map((item) => (
        <Accordion.Item key={item.id} value={item.id}>
          <Accordion.Control>
            <Group gap="xs">
              <Text size="sm" fw={600}>
                {words[item.type]}
              </Text>
              <Text size="sm" dir="auto">
                {item.memberId}
              </Text>
              <Text size="sm" c="dimmed">
                {spoken(item.timestamp)}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="xs">
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                <Trans>
                  Number {item.sequence} of this member, cursor <Code>{item.cursor}</Code>
                </Trans>
              </Text>
              <Json text={item.payload} label={<Trans>Payload</Trans>} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
