import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CloseButton, Fieldset, Group, Text, TextInput } from "@mantine/core";
import type { Named } from "./naming";

interface Props {
  readonly parameters: readonly Named[];
  readonly set: (parameters: readonly Named[]) => void;
}

/** What rules read of the clause; each name has its meaning, and any other binds to nothing. */
export function Parameters({ parameters, set }: Props) {
  const { t } = useLingui();
  const change = (place: number, change: Partial<Named>) =>
    set(parameters.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <Fieldset legend={t`Parameters`}>
      <Text size="sm" c="dimmed" mb="xs">
        <Trans>What is counted by: numbers, mostly of days or hours, as the name says.</Trans>
      </Text>
      {parameters.map(({ name, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is written
        <Group key={at} mb="xs" align="end" wrap="nowrap">
          <TextInput
            label={t`Name`}
            value={name}
            onChange={(event) => change(at, { name: event.currentTarget.value })}
            ff="monospace"
            flex={2}
          />
          <TextInput
            label={t`Value`}
            value={value}
            onChange={(event) => change(at, { value: event.currentTarget.value })}
            flex={1}
          />
          <CloseButton
            aria-label={t`Take ${name} out`}
            onClick={() => set(parameters.filter((_, place) => place !== at))}
          />
        </Group>
      ))}
      <Button
        variant="default"
        size="compact-md"
        onClick={() => set([...parameters, { name: "", value: "" }])}
      >
        <Trans>Add a parameter</Trans>
      </Button>
    </Fieldset>
  );
}
