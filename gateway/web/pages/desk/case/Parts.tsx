import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CloseButton, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import type { HoldKind, RemedyKind } from "../graph/graphql";
import { HOLD, REMEDY, useChoices } from "../words";
import { NO_PART, type Part } from "./ruling";

interface Props {
  readonly parts: readonly Part[];
  readonly set: (parts: readonly Part[]) => void;
}

/** What is given, part after part: all of them or none. */
export function Parts({ parts, set }: Props) {
  const change = (at: number, to: Partial<Part>) =>
    set(parts.map((part, place) => (place === at ? { ...part, ...to } : part)));
  return (
    <Stack gap="xs">
      {parts.map((part, at) => (
        <OnePart
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
          key={at}
          part={part}
          change={(to) => change(at, to)}
          {...(parts.length > 1 && { remove: () => set(parts.filter((_, place) => place !== at)) })}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => set([...parts, { ...NO_PART, kind: "CREDIT" }])}
      >
        <Trans>Add another remedy</Trans>
      </Button>
    </Stack>
  );
}

interface OneProps {
  readonly part: Part;
  readonly change: (to: Partial<Part>) => void;
  readonly remove?: () => void;
}

function OnePart({ part, change, remove }: OneProps) {
  const { t } = useLingui();
  const remedies = useChoices(REMEDY);
  const holds = useChoices(HOLD);
  return (
    <Group align="end" gap="xs">
      <Select
        flex={2}
        miw={180}
        label={t`Remedy`}
        data={remedies}
        value={part.kind}
        onChange={(kind) => kind && change({ kind: kind as RemedyKind })}
        allowDeselect={false}
      />
      {part.kind === "EXTEND" && (
        <NumberInput
          flex={1}
          label={t`Days`}
          placeholder={t`as lost`}
          min={1}
          allowDecimal={false}
          value={part.days}
          onChange={(days) => change({ days: typeof days === "number" ? days : "" })}
        />
      )}
      {part.kind === "LIFT_HOLD" && (
        <Select
          flex={1}
          miw={150}
          label={t`Hold`}
          placeholder={t`of that cause`}
          data={holds}
          value={part.hold}
          onChange={(hold) => change({ hold: hold as HoldKind | null })}
          clearable
        />
      )}
      {part.kind === "RESTORE" && (
        <TextInput
          flex={1}
          label={t`Order`}
          placeholder={t`none`}
          value={part.orderId}
          onChange={(event) => change({ orderId: event.currentTarget.value })}
        />
      )}
      {remove && <CloseButton aria-label={t`Leave this out`} onClick={remove} />}
    </Group>
  );
}
