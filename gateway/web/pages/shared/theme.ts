import {
  Anchor,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
} from "@mantine/core";

const brand: MantineColorsTuple = [
  "#e6f6f4",
  "#cfe9e6",
  "#9fd4ce",
  "#6dbdb5",
  "#45aaa1",
  "#2b9d93",
  "#158f86",
  "#0b7a75",
  "#07655f",
  "#04524d",
];

export const theme = createTheme({
  colors: { brand },
  primaryColor: "brand",
  primaryShade: 7,
  respectReducedMotion: true,
  defaultRadius: "md",
  components: { Anchor: Anchor.extend({ defaultProps: { underline: "always" } }) },
  fontFamily:
    'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace: "ui-monospace, Menlo, Consolas, monospace",
});

/** Darker than the library's own where that is less than WCAG 2.2, 1.4.3 asks for: 4.5 to 1. */
export const readable: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-brand-light-color": colors.brand?.[9] ?? "inherit",
    "--mantine-color-red-light-color": "var(--mantine-color-red-9)",
    "--mantine-color-red-filled": "var(--mantine-color-red-9)",
    "--mantine-color-red-filled-hover": "#b02525",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    "--mantine-color-yellow-light-color": "#6b4a00",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
  },
});
