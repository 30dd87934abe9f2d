// Times and dates as a person writes them, in the zone of whom they concern.
import { written } from "./language";

type Length = "day" | "minute" | "second" | "short";

const FORMS: Record<Length, Intl.DateTimeFormatOptions> = {
  day: { dateStyle: "long" },
  minute: { dateStyle: "long", timeStyle: "short" },
  short: { dateStyle: "medium", timeStyle: "short" },
  second: { dateStyle: "long", timeStyle: "medium" },
};

const NAMED: Intl.DateTimeFormatOptions = {
  ...{ year: "numeric", month: "long", day: "numeric" },
  ...{ hour: "numeric", minute: "2-digit", timeZoneName: "short" },
};

/**
 * `zone`: of the IANA, such as Asia/Shanghai; none: of this browser. A time says its zone where that
 * is not the one of this browser's clock.
 */
export function spoken(at: string, zone?: string, length: Length = "minute"): string {
  const form = zone && length !== "day" && elsewhere(at, zone) ? NAMED : FORMS[length];
  return formatted(at, form, zone);
}

function formatted(at: string, form: Intl.DateTimeFormatOptions, timeZone?: string): string {
  return new Intl.DateTimeFormat(written(), { ...form, timeZone }).format(new Date(at));
}

function elsewhere(at: string, zone: string): boolean {
  return formatted(at, FORMS.minute, zone) !== formatted(at, FORMS.minute);
}

/** How long until, in the two largest units: hours and minutes, or days and hours. */
export function lengthOf(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: [number, string][] = days
    ? [[days, "day"], [hours, "hour"]]
    : minutes >= 60
      ? [[hours, "hour"], [minutes % 60, "minute"]]
      : [[minutes, "minute"], [seconds % 60, "second"]];
  const unit = ([number, name]: [number, string]) =>
    new Intl.NumberFormat(written(), { style: "unit", unit: name, unitDisplay: "long" }).format(number);
  return parts.filter(([number], at) => number > 0 || (at === 1 && parts[0]?.[0] === 0)).map(unit).join(" ");
}

/** One after the other, as a sentence lists them. */
export const listed = (parts: readonly string[]): string =>
  new Intl.ListFormat(written(), { type: "conjunction" }).format(parts);

/** As an input for a date and a time takes it, by this browser's clock. */
export function localMinute(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
