// Amounts as a person types them, and those that a page works out; the graph has minor units, of
// which a currency has its own number.
import { written } from "./language";

/** Of ISO 4217: 2 of CNY, 0 of JPY, 3 of KWD. */
export const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/** 12.5 of CNY is 1250. */
export const inMinorUnits = (amount: number, currency: string): number =>
  Math.round(amount * 10 ** decimalsOf(currency));

/** For people, as the graph writes those of its own. */
export const priced = (amount: number, currency: string): string =>
  new Intl.NumberFormat(written(), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).format(amount / 10 ** decimalsOf(currency));
