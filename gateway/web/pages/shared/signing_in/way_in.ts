import { useNavigate } from "@tanstack/react-router";
import { enter, knownDevice } from "../asking/session";
import { useKept } from "../kept";
import type { Got, Part, Step } from "./steps";

interface Begun {
  readonly step: Step | null;
  /** The device is not the person's own. */
  readonly shared: boolean;
}

const NOTHING: Begun = { step: null, shared: false };

interface WayIn extends Part, Begun {
  readonly share: (shared: boolean) => void;
  readonly again: () => void;
}

/** Somebody signs in, by one step or two; a step that was begun outlives a reload. `to`: an address of ours. */
export function useWayIn(to: string): WayIn {
  const navigate = useNavigate();
  const [begun, setBegun, forget] = useKept("way-in", NOTHING);
  const got = async (answer: Got) => {
    if (answer?.__typename === "SignInStep") setBegun({ ...begun, step: answer });
    if (answer?.__typename !== "SignInSuccess") return;
    forget();
    enter(answer, !begun.shared);
    await navigate({ href: to, replace: true });
  };
  return {
    ...begun,
    device: { id: begun.shared ? "" : knownDevice(), public: begun.shared },
    got,
    share: (shared) => setBegun({ ...begun, shared }),
    again: () => setBegun({ ...begun, step: null }),
  };
}
