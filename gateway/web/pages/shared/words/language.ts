// Chinese or English: what the person chose here, else what the browser prefers.
import { i18n } from "@lingui/core";
import "./values";

export type Language = "en" | "zh";

const CHOSEN = "reinstate.language";

interface Catalog {
  readonly messages: Record<string, string>;
}
// both languages at once: small, and another way there and back costs the first page more
const FIRST = import.meta.glob<Catalog>("/shared/words/*.po", { eager: true });
const LATER = import.meta.glob<Catalog>(["/*/words/*.po", "!/shared/words/*.po"]);

function preferred(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  if (chosen === "en" || chosen === "zh") return chosen;
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const language: Language = preferred();

/** As BCP 47 writes it; times and numbers of English are written as in most of the world. */
export const spokenLanguage = (): string => (language === "zh" ? "zh-CN" : "en");
export const written = (): string => (language === "zh" ? "zh-CN" : "en-GB");

/** Anew, as everything that was asked came in the other language. */
export function choose(next: Language): void {
  localStorage.setItem(CHOSEN, next);
  location.reload();
}

function speak(catalog: Catalog): void {
  i18n.load(language, catalog.messages);
  i18n.activate(language);
  document.documentElement.lang = spokenLanguage();
}

/** What all rooms say: there from the beginning. */
export const speakFirstWords = (): void => speak(FIRST[`/shared/words/${language}.po`] as Catalog);

/** The words of a room, before it is shown. */
export async function loadWords(room: string): Promise<void> {
  const catalog = LATER[`/${room}/words/${language}.po`];
  if (!catalog) throw new Error(`no words of ${room}`);
  speak(await catalog());
}
