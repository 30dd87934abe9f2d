import type { Explained, Stands } from "./stands";

type Step = Explained["nextSteps"][number];
type Membership = Stands["membership"];
type Hold = Membership["holds"][number];

/** What this step releases: there is one for each hold that a second factor ends, by when it was placed. */
export function released(step: Step, { explanation, holds }: Membership): readonly Hold[] {
  const steps = explanation?.nextSteps.filter(({ action }) => action === "RELEASE_HOLD") ?? [];
  const ended = holds.filter(({ releasedBy }) => releasedBy === "SECOND_FACTOR");
  const hold = ended.toSorted(byPlace)[steps.indexOf(step)];
  return hold ? [hold] : [];
}

const byPlace = (one: Hold, other: Hold): number =>
  Date.parse(one.placedAt) - Date.parse(other.placedAt) || one.kind.localeCompare(other.kind);
