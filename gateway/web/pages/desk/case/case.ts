import { createContext, useContext } from "react";
import type { CaseQuery } from "../graph/graphql";

export type Case = NonNullable<CaseQuery["appeal"]>;
export type Message = Case["messages"][number];
export type Told = NonNullable<Case["caseFile"]>;

/** Evidence that is ticked, by kind and id; a decision cites it, a message shows it. */
export interface Ticked {
  readonly quotes: readonly { readonly kind: string; readonly id: string }[];
  readonly toggle: (kind: string, id: string) => void;
  readonly clear: () => void;
}

const Ticks = createContext<Ticked | null>(null);
export const TicksProvider = Ticks.Provider;

export function useTicked(): Ticked {
  const ticked = useContext(Ticks);
  if (!ticked) throw new Error("no case around this part");
  return ticked;
}

/** What a decision can cite of it: files of a member are shown by messages alone. */
export const citable = ({ quotes }: Ticked): string[] =>
  quotes.filter(({ kind }) => kind !== "FILE").map(({ id }) => id);

export const isOpen = ({ state }: Pick<Case, "state">): boolean =>
  !["DECIDED", "CLOSED", "WITHDRAWN"].includes(state);
