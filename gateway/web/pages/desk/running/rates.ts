import { useEffect, useState } from "react";
import type { OperationsQuery } from "../graph/graphql";

/** Seconds by this browser's clock, and how many events each service had then. */
export interface Reading {
  readonly at: number;
  readonly events: ReadonlyMap<string, number>;
}

const KEPT = 120;

/** What was read so far, the oldest first: a rate is the difference of two. */
export function useReadings(data: OperationsQuery | undefined): readonly Reading[] {
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const services = data?.operations?.services;
  useEffect(() => {
    if (!services) return;
    const counted = services.flatMap(({ name, events }): [string, number][] =>
      events === null || events === undefined ? [] : [[name, events]],
    );
    const reading = { at: Date.now() / 1000, events: new Map(counted) };
    setReadings((all) => [...all, reading].slice(-KEPT));
  }, [services]);
  return readings;
}

/** Events a minute between each reading and the one before; null where one of them is missing. */
export function rates(readings: readonly Reading[], service: string): (number | null)[] {
  return readings.slice(1).map((reading, place) => {
    const before = readings[place];
    const [from, to] = [before?.events.get(service), reading.events.get(service)];
    if (!before || from === undefined || to === undefined || reading.at <= before.at) return null;
    return Math.max(0, ((to - from) / (reading.at - before.at)) * 60);
  });
}
