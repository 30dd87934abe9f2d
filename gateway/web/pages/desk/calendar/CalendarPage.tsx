import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CloseButton, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { written as spokenLanguage } from "../../shared/words/language";
import { spoken } from "../../shared/words/times";
import {
  CalendarDocument,
  type CalendarSaidFragment,
  SetBusinessCalendarDocument,
} from "../graph/graphql";
import { useKept } from "../kept";
import { useMay } from "../may";
import { useWho } from "../who";
import { begun, command, type Written } from "./writing";

/** By which the times are counted that members are promised. */
export function CalendarPage() {
  const query = useQuery({ query: CalendarDocument });
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Business calendar</Trans>
      </PageTitle>
      <Text>
        <Trans>
          A first answer within 24 hours and a decision within 72 are counted in the time in which
          your people work. An appeal keeps the calendar that it came in under: no promise changes.
        </Trans>
      </Text>
      <Asked query={query}>
        {({ businessCalendar }) => (
          <Calendar key={businessCalendar.version} calendar={businessCalendar} />
        )}
      </Asked>
    </Stack>
  );
}

function Calendar({ calendar }: { readonly calendar: CalendarSaidFragment }) {
  const { t } = useLingui();
  const may = useMay();
  const who = useWho();
  const [kept, keep, forget] = useKept<Written | null>("calendar", null);
  const written = kept ?? begun(calendar);
  const set = (change: Partial<Written>) => keep({ ...written, ...change });
  const save = useCommand(SetBusinessCalendarDocument, (data) => data.setBusinessCalendar);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await save.run({ calendar: command(written), basedOn: calendar.version })) forget();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Switch
          label={t`Round the clock: every minute counts`}
          checked={written.roundTheClock}
          onChange={(event) => set({ roundTheClock: event.currentTarget.checked })}
        />
        {!written.roundTheClock && (
          <>
            <Week written={written} set={set} />
            <SpecialDays written={written} set={set} />
          </>
        )}
        <ProblemNote says={save.problem?.message} />
        {may("setBusinessCalendar") && (
          <Group>
            <Button type="submit" loading={save.busy} disabled={!kept}>
              <Trans>Put it in force</Trans>
            </Button>
            {kept && (
              <Button variant="default" onClick={forget}>
                <Trans>Leave it as it was</Trans>
              </Button>
            )}
          </Group>
        )}
        {calendar.since && calendar.by && (
          <Text size="sm" c="dimmed">
            <Trans>
              Version {calendar.version}, of {who(calendar.by)}, {spoken(calendar.since)}
            </Trans>
          </Text>
        )}
      </Stack>
    </form>
  );
}

interface Props {
  readonly written: Written;
  readonly set: (change: Partial<Written>) => void;
}

const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

const weekday = (at: number): string =>
  new Intl.DateTimeFormat(spokenLanguage(), { weekday: "long", timeZone: "UTC" }).format(
    MONDAY + at * DAY,
  );

function Week({ written, set }: Props) {
  const { t } = useLingui();
  return (
    <Section title={<Trans>A usual week</Trans>}>
      <Select
        label={t`Time zone`}
        data={Intl.supportedValuesOf("timeZone")}
        value={written.zone}
        onChange={(zone) => set({ zone: zone ?? written.zone })}
        searchable
        limit={50}
        allowDeselect={false}
      />
      <Text size="sm" c="dimmed">
        <Trans>As 09:00-12:00, 13:00-18:00. Left empty: nobody works.</Trans>
      </Text>
      {written.week.map((hours, at) => (
        <TextInput
          key={weekday(at)}
          label={weekday(at)}
          value={hours}
          onChange={(event) => {
            const value = event.currentTarget.value;
            set({ week: written.week.map((one, place) => (place === at ? value : one)) });
          }}
        />
      ))}
    </Section>
  );
}

function SpecialDays({ written, set }: Props) {
  const { t } = useLingui();
  const { days } = written;
  const change = (place: number, change: Partial<Written["days"][number]>) =>
    set({ days: days.map((one, at) => (at === place ? { ...one, ...change } : one)) });
  return (
    <Section title={<Trans>Days that are not like others</Trans>}>
      <Text size="sm" c="dimmed">
        <Trans>Holidays, on which nobody works, and workdays that make up for them.</Trans>
      </Text>
      {days.map(({ day, hours }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day changes while it is written
        <Group key={at} align="end" wrap="nowrap">
          <TextInput
            type="date"
            label={t`Day`}
            value={day}
            onChange={(event) => change(at, { day: event.currentTarget.value })}
          />
          <TextInput
            label={t`Hours`}
            placeholder={t`nobody works`}
            value={hours}
            onChange={(event) => change(at, { hours: event.currentTarget.value })}
          />
          <CloseButton
            aria-label={t`Take ${day} out`}
            onClick={() => set({ days: days.filter((_, place) => place !== at) })}
          />
        </Group>
      ))}
      <Button
        variant="default"
        w="fit-content"
        onClick={() => set({ days: [...days, { day: "", hours: "" }] })}
      >
        <Trans>Add a day</Trans>
      </Button>
    </Section>
  );
}
