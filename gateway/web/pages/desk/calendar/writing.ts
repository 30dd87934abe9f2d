import type { BusinessCalendarInput, CalendarSaidFragment } from "../graph/graphql";

interface Special {
  /** 2026-10-01. */
  readonly day: string;
  /** As hours of a weekday; empty: nobody works. */
  readonly hours: string;
}

/** As it is written: hours as 09:00-12:00, 13:00-18:00; empty: nobody works. */
export interface Written {
  readonly roundTheClock: boolean;
  readonly zone: string;
  /** Monday to Sunday. */
  readonly week: readonly string[];
  readonly days: readonly Special[];
}

const OFFICE = "09:00-18:00";
const USUAL = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, "", ""];
const joined = (hours: readonly string[]): string => hours.join(", ");
const split = (hours: string): string[] => hours.split(/[,，;；\s]+/).filter(Boolean);

export function begun({ roundTheClock, zone, week, days }: CalendarSaidFragment): Written {
  return {
    roundTheClock,
    zone: zone ?? "Asia/Shanghai",
    week: roundTheClock ? USUAL : week.map(joined),
    days: days.map(({ day, hours }) => ({ day, hours: joined(hours) })),
  };
}

/** Null: people work round the clock. */
export function command({
  roundTheClock,
  zone,
  week,
  days,
}: Written): BusinessCalendarInput | null {
  if (roundTheClock) return null;
  return {
    zone,
    week: week.map(split),
    days: days
      .filter(({ day }) => day !== "")
      .map(({ day, hours }) => ({ day, hours: split(hours) })),
  };
}
