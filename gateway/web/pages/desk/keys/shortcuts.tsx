// Keys of a page. Who dictates or trembles turns single keys off (WCAG 2.2, 2.1.4).
import { type HotkeyItem, useHotkeys, useLocalStorage } from "@mantine/hooks";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

export interface Shortcut {
  /** As useHotkeys writes it: one key, or one with modifiers. */
  readonly key: string;
  readonly says: string;
  readonly act: () => void;
}

interface Registry {
  readonly shown: readonly Shortcut[];
  readonly set: (owner: symbol, list: readonly Shortcut[] | null) => void;
  readonly on: boolean;
  readonly turn: (on: boolean) => void;
}

const Keys = createContext<Registry | null>(null);

export function useKeys(): Registry {
  const registry = useContext(Keys);
  if (!registry) throw new Error("no keys around this page");
  return registry;
}

export function KeysProvider({ children }: { readonly children: ReactNode }) {
  const [lists, setLists] = useState(new Map<symbol, readonly Shortcut[]>());
  const [on, turn] = useLocalStorage({ key: "reinstate.keys", defaultValue: true });
  const registry = useMemo(
    () => ({
      shown: [...lists.values()].flat(),
      on,
      turn,
      set: (owner: symbol, list: readonly Shortcut[] | null) =>
        setLists((all) => {
          const next = new Map(all);
          if (list) next.set(owner, list);
          else next.delete(owner);
          return next;
        }),
    }),
    [lists, on, turn],
  );
  return <Keys.Provider value={registry}>{children}</Keys.Provider>;
}

/** While this part is shown; not while somebody writes. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const { set, on } = useKeys();
  useHotkeys(list.filter(({ key }) => on || key.includes("mod")).map(unlessWriting), []);
  const [owner] = useState(() => Symbol("keys"));
  const said = list.map(({ key, says }) => `${key} ${says}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they say tells one list from another
  useEffect(() => {
    set(owner, list);
    return () => set(owner, null);
  }, [owner, said]);
}

/** A box that was ticked keeps the focus, and takes no letters: keys go on working there. */
const unlessWriting = ({ key, act }: Shortcut): HotkeyItem => [
  key,
  (event) => {
    if (writes(event.target)) return;
    event.preventDefault();
    act();
  },
  { preventDefault: false },
];

const writes = (place: EventTarget | null): boolean =>
  place instanceof HTMLTextAreaElement ||
  (place instanceof HTMLInputElement && !["checkbox", "radio"].includes(place.type));
