import { useEffect, useState } from "react";
import { lengthOf } from "../words/times";

/** `now`: by the gateway's clock when it was asked; a browser's own may be wrong. */
export function useLeft(until: string, now: string): number {
  const [asked] = useState(() => Date.now());
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setPassed(Date.now() - asked), 1000);
    return () => clearInterval(ticking);
  }, [asked]);
  return Date.parse(until) - Date.parse(now) - passed;
}

/** Goes on by itself, and is not read out each second. */
export function Countdown({ until, now }: { readonly until: string; readonly now: string }) {
  const left = useLeft(until, now);
  return (
    <time dateTime={until} role="timer" aria-live="off">
      {lengthOf(left)}
    </time>
  );
}
