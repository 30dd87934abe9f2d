import "uplot/dist/uPlot.min.css";
import { Box, Text, useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import UPlot, { type AlignedData, type Options } from "uplot";
import { written } from "../../shared/words/language";
import { count } from "../../shared/words/numbers";

interface Series {
  readonly says: string;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly label: string;
  /** Seconds since 1970 where `time`; else places of `names`. */
  readonly x: readonly number[];
  readonly time?: boolean;
  /** What each place is called; then bars are drawn. */
  readonly names?: readonly string[];
  readonly series: readonly Series[];
}

const HEIGHT = 240;
/** Told apart without red and green, on light and on dark. */
const COLOURS = {
  light: ["#0b7a75", "#b45309", "#4338ca", "#9d174d"],
  dark: ["#45aaa1", "#f59e0b", "#a5b4fc", "#f9a8d4"],
};

/** A drawing of numbers that stand in words beside it, for whoever does not see it. */
export function Plot({ label, x, time = false, names, series }: Props) {
  const { ref, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  const drawn = JSON.stringify({ x, names, series });
  useEffect(() => {
    if (!place.current || width === 0) return;
    const given = JSON.parse(drawn) as Pick<Props, "x" | "names" | "series">;
    const data = [given.x, ...given.series.map((one) => one.values)] as AlignedData;
    const plot = new UPlot(options(given, width, time, scheme), data, place.current);
    return () => plot.destroy();
  }, [drawn, width, time, scheme]);
  return (
    <Box
      ref={ref}
      component="figure"
      m={0}
      style={{ overflow: "hidden" /* else it never shrinks */ }}
    >
      <Text component="figcaption" size="sm" c="dimmed">
        {label}
      </Text>
      <div ref={place} role="img" aria-label={label} />
    </Box>
  );
}

function options(
  { names, series }: Pick<Props, "names" | "series">,
  width: number,
  time: boolean,
  scheme: "light" | "dark",
): Options {
  const ink = scheme === "dark" ? "#c9c9c9" : "#495057";
  const grid = { stroke: scheme === "dark" ? "#3b3b3b" : "#e9ecef", width: 1 };
  const bars = names && UPlot.paths.bars?.({ size: [0.6, 60] });
  return {
    width,
    height: HEIGHT,
    scales: {
      x: { time, ...(names && { range: [-0.6, names.length - 0.4] }) },
      y: { range: floor },
    },
    axes: [
      {
        stroke: ink,
        grid,
        ...(names
          ? { splits: () => names.map((_, at) => at), values: () => [...names] }
          : { values: (_plot, ticks) => ticks.map(clock) }),
      },
      { stroke: ink, grid, values: (_plot, ticks) => ticks.map(count) },
    ],
    series: [
      {},
      ...series.map((one, at) => {
        const colour = COLOURS[scheme][at % COLOURS[scheme].length] ?? ink;
        return {
          label: one.says,
          stroke: colour,
          width: 2,
          ...(bars && { paths: bars, fill: `${colour}66` }),
          points: { show: false },
        };
      }),
    ],
    cursor: { show: false },
    legend: { live: false },
  };
}

/** From nothing on, so that small differences do not look like large ones. */
const floor = (_plot: UPlot, _least: number, most: number): [number, number] => [
  0,
  Math.max(1, most * 1.1),
];

const clock = (seconds: number): string =>
  new Intl.DateTimeFormat(written(), { timeStyle: "medium" }).format(seconds * 1000);
