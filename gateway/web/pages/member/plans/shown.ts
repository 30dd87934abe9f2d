import type { MyPlansQuery } from "../graph/graphql";

export type Me = NonNullable<MyPlansQuery["me"]>;
export type Held = NonNullable<Me["membership"]>;
export type Plan = NonNullable<MyPlansQuery["plans"]>[number];

export interface Shown {
  readonly me: Me;
  readonly zone: string;
  readonly again: () => void;
}

/** What another plan gives that this one does not, or gives more or less of: by code and value. */
export function differing(from: Plan["benefits"], to: Plan["benefits"]): string[] {
  const had = new Map(from.map((one) => [one.code, one.value]));
  return to.filter((one) => had.get(one.code) !== one.value).map((one) => one.name.text);
}
