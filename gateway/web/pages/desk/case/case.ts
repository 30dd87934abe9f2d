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

export const isOpen = ({ state }: Pick<Case, "state">): boolean =>
  !["DECIDED", "CLOSED", "WITHDRAWN"].includes(state);

/** Evidence by its ids, as a person calls it; by the id what is no longer in the case file. */
export function namesOf({ caseFile, files, messages }: Case, ids: readonly string[]): string[] {
  const names = new Map([
    ...[...(caseFile?.explanation.evidence ?? []), ...(caseFile?.records ?? [])].map(
      ({ id, says }) => [id, says.text] as const,
    ),
    ...files.map(({ id, name }) => [id, name] as const),
    ...messages.map(({ id, text }) => [id, `“${text}”`] as const),
  ]);
  return ids.map((id) => names.get(id) ?? id);
}
