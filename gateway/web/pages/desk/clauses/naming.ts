/** A parameter as it is written: its value is JSON, or a word. */
export interface Named {
  readonly name: string;
  readonly value: string;
}

/** In the order in which they stand. */
export function named(parameters: unknown): Named[] {
  const all = Object.entries((parameters ?? {}) as Record<string, unknown>);
  return all.map(([name, value]) => ({ name, value: written(value) }));
}

/** As the graph takes them; those without a name are left out. */
export function valued(parameters: readonly Named[]): Record<string, unknown> {
  const whole = parameters.filter(({ name }) => name.trim() !== "");
  return Object.fromEntries(whole.map(({ name, value }) => [name.trim(), meant(value)]));
}

/** A value as a person reads it. */
export const written = (value: unknown): string =>
  value === null || value === undefined
    ? "—"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

function meant(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
