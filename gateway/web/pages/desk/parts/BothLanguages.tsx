import { SimpleGrid, Textarea } from "@mantine/core";
import type { ReactNode } from "react";

export interface Both {
  readonly zh: string;
  readonly en: string;
}

export const NO_WORDS: Both = { zh: "", en: "" };

/** Whether something is written in each. */
export const isWhole = ({ zh, en }: Both): boolean => zh.trim() !== "" && en.trim() !== "";

interface Props {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: Both;
  readonly set: (value: Both) => void;
  /** The field that was refused, as the graph names it, and why. */
  readonly refused?: { readonly zh?: string | undefined; readonly en?: string | undefined };
  readonly rows?: number;
}

/** One text in Chinese and in English, side by side. */
export function BothLanguages({ label, description, value, set, refused, rows = 1 }: Props) {
  const shared = { description, autosize: true, minRows: rows, maxRows: 16 };
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Textarea
        {...shared}
        label={`${label} · 中文`}
        lang="zh-CN"
        value={value.zh}
        error={refused?.zh}
        onChange={(event) => set({ ...value, zh: event.currentTarget.value })}
      />
      <Textarea
        {...shared}
        label={`${label} · English`}
        lang="en"
        value={value.en}
        error={refused?.en}
        onChange={(event) => set({ ...value, en: event.currentTarget.value })}
      />
    </SimpleGrid>
  );
}
