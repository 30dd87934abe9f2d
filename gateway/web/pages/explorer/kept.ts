import { useSyncExternalStore } from "react";

interface Kept {
  readonly now: () => string;
  readonly set: (value: string) => void;
  readonly subscribe: (tell: () => void) => () => void;
}

/** A value that a reload does not lose, and that ends with the tab. */
export function kept(name: string, first: string): Kept {
  const key = `reinstate.explorer.${name}`;
  const told = new Set<() => void>();
  return {
    now: () => sessionStorage.getItem(key) ?? first,
    set: (value) => {
      sessionStorage.setItem(key, value);
      for (const tell of told) tell();
    },
    subscribe: (tell) => {
      told.add(tell);
      return () => told.delete(tell);
    },
  };
}

export const useKept = (value: Kept): string => useSyncExternalStore(value.subscribe, value.now);
