import type { Language, TemplatesQuery, Topic } from "../graph/graphql";

type Summary = NonNullable<TemplatesQuery["templates"]>[number];

/** What is told of one event, in each language. */
export interface Listed {
  /** The type of the event. */
  readonly id: string;
  readonly topic: Topic;
  readonly languages: Partial<Record<Language, Summary>>;
}

/** By event, those whose name or title has what is sought in it. */
export function listed(templates: readonly Summary[], sought: string): Listed[] {
  const found = new Map<string, Listed>();
  for (const one of templates) {
    const known = found.get(one.eventType)?.languages;
    const languages = { ...known, [one.language]: one };
    found.set(one.eventType, { id: one.eventType, topic: one.topic, languages });
  }
  const part = sought.trim().toLowerCase();
  return [...found.values()].filter((one) => says(one).toLowerCase().includes(part));
}

const says = ({ id, languages }: Listed): string =>
  [id, ...Object.values(languages).map((one) => one.preview?.mail.subject ?? "")].join("\n");
