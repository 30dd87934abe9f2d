import { useLingui } from "@lingui/react/macro";
import { Textarea } from "@mantine/core";

export interface Texts {
  readonly zh: string;
  readonly en: string;
}

export const NO_TEXTS: Texts = { zh: "", en: "" };

export const whole = ({ zh, en }: Texts): boolean => zh.trim() !== "" && en.trim() !== "";

interface Props {
  readonly label: string;
  readonly texts: Texts;
  readonly set: (texts: Texts) => void;
}

/** One text in both languages that members read. */
export function BothTexts({ label, texts, set }: Props) {
  const { t } = useLingui();
  return (
    <>
      <Textarea
        label={label}
        description={t`In Chinese`}
        lang="zh-CN"
        value={texts.zh}
        onChange={(event) => set({ ...texts, zh: event.currentTarget.value })}
        autosize
        minRows={2}
        required
      />
      <Textarea
        label={label}
        description={t`In English`}
        lang="en"
        value={texts.en}
        onChange={(event) => set({ ...texts, en: event.currentTarget.value })}
        autosize
        minRows={2}
        required
      />
    </>
  );
}
