import { useEffect, useRef } from "react";

/** Asks anew and again while something goes on, and not in a tab that nobody looks at. */
export function useAgainWhile(goesOn: boolean, again: () => void, every = 1_500): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    if (!goesOn) return;
    const asking = setInterval(() => document.hidden || latest.current(), every);
    return () => clearInterval(asking);
  }, [goesOn, every]);
}
