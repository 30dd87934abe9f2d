// By the gateway's clock: a browser's own may be wrong, and that of development can be moved.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useQuery } from "urql";
import { NowDocument } from "../graph/graphql";

const ASKED_EACH = 15_000;

const Now = createContext<number | null>(null);

/** Asks what time it is, for all clocks within; it goes on by itself while no answer comes. */
export function ClockProvider({ children }: { readonly children: ReactNode }) {
  const [{ data }, ask] = useQuery({ query: NowDocument, requestPolicy: "network-only" });
  const [now, setNow] = useState(() => Date.now());
  const answered = data?.now;
  useEffect(() => {
    if (answered) setNow(Date.parse(answered));
    let last = performance.now();
    const ticking = setInterval(() => {
      const passed = performance.now() - last;
      last += passed;
      setNow((before) => before + passed);
      ask({ requestPolicy: "network-only" });
    }, ASKED_EACH);
    return () => clearInterval(ticking);
  }, [answered, ask]);
  return <Now.Provider value={now}>{children}</Now.Provider>;
}

/** Milliseconds since 1970. */
export function useNow(): number {
  const now = useContext(Now);
  if (now === null) throw new Error("no clock around this page");
  return now;
}
