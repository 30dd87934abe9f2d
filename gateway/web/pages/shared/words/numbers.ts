// Numbers as a person writes them.
import { written } from "./language";

/** A whole number, in groups. */
export const count = (number: number): string =>
  new Intl.NumberFormat(written(), { maximumFractionDigits: 0 }).format(number);
