import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { choose, language } from "../words/language";

/** Language, and light or dark. */
export function Looks() {
  const { t } = useLingui();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const other = language === "zh" ? "en" : "zh";
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        lang={other === "zh" ? "zh-CN" : "en"}
        onClick={() => choose(other)}
      >
        {other === "zh" ? "中文" : "English"}
      </Button>
      <ActionIcon
        variant="subtle"
        aria-label={dark ? t`Light colours` : t`Dark colours`}
        onClick={() => setColorScheme(dark ? "light" : "dark")}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </>
  );
}
