import { TZDate } from "@date-fns/tz";
import { useLingui } from "@lingui/react/macro";
import { Group, Select, TextInput } from "@mantine/core";
import { spoken } from "../../shared/words/times";

export interface Local {
  /** As a form writes it: 2027-01-31T09:00. */
  readonly at: string;
  /** Of the IANA. */
  readonly zone: string;
}

const OWN = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = Intl.supportedValuesOf("timeZone");

/** `instant` by the clocks of `zone`; by default of this browser. */
export function localOf(instant: string, zone: string = OWN): Local {
  const there = new TZDate(instant, zone);
  const part = (number: number) => String(number).padStart(2, "0");
  const day = `${there.getFullYear()}-${part(there.getMonth() + 1)}-${part(there.getDate())}`;
  return { at: `${day}T${part(there.getHours())}:${part(there.getMinutes())}`, zone };
}

/** With its zone, as ISO 8601; null: nothing whole is written. */
export function instantOf({ at, zone }: Local): string | null {
  const [year, month, day, hour, minute] = at.split(/[-T:]/).map(Number);
  if (!year || !month || !day || hour === undefined || minute === undefined) return null;
  return new TZDate(year, month - 1, day, hour, minute, zone).toISOString();
}

const HOUR = 3_600_000;

/** A whole hour, a day after this instant: there is time to look once more. */
export const dayAfter = (instant: string): Local =>
  localOf(new Date(Math.ceil(Date.parse(instant) / HOUR) * HOUR + 24 * HOUR).toISOString());

interface Props {
  readonly label: string;
  readonly value: Local;
  readonly set: (value: Local) => void;
  readonly error?: string | undefined;
}

/** A day and an hour by the clocks of a zone, and when that is by one's own. */
export function ZonedTime({ label, value, set, error }: Props) {
  const { t } = useLingui();
  const instant = instantOf(value);
  const here = instant && value.zone !== OWN ? t`Here that is ${spoken(instant)}.` : undefined;
  return (
    <Group align="start">
      <TextInput
        type="datetime-local"
        label={label}
        description={here}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={value.at}
        error={error}
        onChange={(event) => set({ ...value, at: event.currentTarget.value })}
      />
      <Select
        label={t`Time zone`}
        data={ZONES.includes(value.zone) ? ZONES : [value.zone, ...ZONES]}
        value={value.zone}
        onChange={(zone) => set({ ...value, zone: zone ?? OWN })}
        searchable
        limit={50}
        allowDeselect={false}
      />
    </Group>
  );
}
