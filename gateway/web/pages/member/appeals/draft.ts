import { useDebouncedCallback } from "@mantine/hooks";
import { useRef, useState } from "react";
import { type Refusal, useCommand } from "../../shared/asking/command";
import { type AppealDraftFragment, SaveAppealDraftDocument } from "../graph/graphql";

const IDLE = 1_000;

export interface Words {
  readonly text: string;
  readonly orders: string;
}

interface Writing extends Words {
  /** As the graph keeps it; null: nothing was written yet. */
  readonly draft: AppealDraftFragment | null;
  readonly write: (words: Partial<Words>) => void;
  /** At once: before it is handed in, or gets a file. Null: it was refused. */
  readonly save: () => Promise<AppealDraftFragment | null>;
  readonly took: (draft: AppealDraftFragment | null) => void;
  readonly busy: boolean;
  readonly problem: Refusal | null;
}

/** What is written is kept by the graph a moment later: no reload loses it, and another device goes on there. */
export function useDraft(kept: AppealDraftFragment | null): Writing {
  const [draft, setDraft] = useState(kept);
  const [words, setWords] = useState<Words>({
    text: kept?.text ?? "",
    orders: kept?.orders.join(" ") ?? "",
  });
  const latest = useRef({ words, draft });
  const { run, busy, problem } = useCommand(
    SaveAppealDraftDocument,
    (data) => data.saveAppealDraft,
  );
  const took = (next: AppealDraftFragment | null) => {
    latest.current.draft = next;
    setDraft(next);
  };
  const save = async () => {
    const { words, draft } = latest.current;
    const done = await run({ text: words.text, orders: named(words.orders), ...known(draft) });
    if (!done) return null;
    took(done.draft);
    return done.draft;
  };
  const later = useDebouncedCallback(save, { delay: IDLE, flushOnUnmount: true });
  const write = (some: Partial<Words>) => {
    latest.current.words = { ...latest.current.words, ...some };
    setWords(latest.current.words);
    later();
  };
  return { ...words, draft, write, save, took, busy, problem };
}

const named = (orders: string): string[] => orders.split(/[\s,，、;；]+/).filter(Boolean);

const known = (draft: AppealDraftFragment | null) =>
  draft ? { draftId: draft.draftId, revision: draft.revision } : {};
