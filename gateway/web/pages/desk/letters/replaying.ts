import { useRef, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import {
  type DeadLetterFilter,
  ReplayDeliveriesDocument,
  type ReplayDeliveriesMutation,
  type SkipReason,
} from "../graph/graphql";

type Step = Extract<ReplayDeliveriesMutation["replayDeliveries"], { __typename: "ReplaySuccess" }>;

/** What came of it so far, over all steps. */
export interface Replayed {
  readonly dryRun: boolean;
  readonly sent: number;
  readonly skipped: Partial<Record<SkipReason, number>>;
  /** Whether all were looked at. */
  readonly whole: boolean;
}

const AT_ONCE = 500;

/** Goes over all that a filter finds, step by step, until it is done or stopped. */
export function useReplaying(filter: DeadLetterFilter) {
  const { run, problem } = useCommand(ReplayDeliveriesDocument, (data) => data.replayDeliveries);
  const [found, setFound] = useState<Replayed | null>(null);
  const [busy, setBusy] = useState(false);
  const stopped = useRef(false);
  const go = async (dryRun: boolean): Promise<void> => {
    stopped.current = false;
    setBusy(true);
    let so: Replayed = { dryRun, sent: 0, skipped: {}, whole: false };
    let after: string | null = null;
    while (!so.whole && !stopped.current) {
      const step: Step | null = await run({ ids: [], filter, limit: AT_ONCE, after, dryRun });
      if (!step) break;
      so = added(so, step);
      after = step.end ?? null;
      setFound(so);
    }
    setBusy(false);
  };
  const stop = () => {
    stopped.current = true;
  };
  return { go, stop, busy, found, forget: () => setFound(null), problem: problem?.message };
}

function added(so: Replayed, { replayed, skipped, hasMore }: Step): Replayed {
  const counts = { ...so.skipped };
  for (const { reason, count } of skipped) counts[reason] = (counts[reason] ?? 0) + count;
  return { ...so, sent: so.sent + replayed, skipped: counts, whole: !hasMore };
}

/** How many were looked at. */
export const lookedAt = ({ sent, skipped }: Replayed): number =>
  sent + Object.values(skipped).reduce((sum, count) => sum + count, 0);
