import { Box, Text } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import classes from "./Rows.module.css";

export interface Column<Row> {
  readonly key: string;
  readonly says: ReactNode;
  /** A track of a CSS grid. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  /** Shown on a phone, too. */
  readonly always?: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** As far as was counted: there may be more. */
  readonly total: number;
  readonly columns: readonly Column<Row>[];
  readonly open: (row: Row) => void;
  readonly more: () => void;
  /** Tells which rows are in sight. */
  readonly seen?: (first: number, last: number) => void;
}

const HEIGHT = 44;
/** Of a card: each line of what a phone has no column for. */
const LINE = 24;
/** Of the table itself: what stands beside it takes room, too. */
const WIDE = 640;
const NEAR = 20;
/** Of the frame, and of the line under the head. */
const EDGE = 2;

/** A table of any length: what is in sight is rendered, and nothing else. Arrows move, Enter opens. */
export function Rows<Row extends { readonly id: string }>(props: Props<Row>) {
  const { label, rows, total, open, more, seen } = props;
  const id = useId();
  const { ref: measured, width } = useElementSize();
  const wide = width === 0 || width >= WIDE;
  const columns = props.columns.filter((column) => wide || column.always);
  const below = props.columns.filter((column) => !columns.includes(column));
  const height = HEIGHT + Math.ceil(below.length / columns.length) * LINE;
  const tracks = columns.map((column) => column.width).join(" ");
  const frame = useRef<HTMLDivElement>(null);
  const place = useMergedRef(frame, measured);
  const [current, setCurrent] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are known anew where rows are higher
  useEffect(() => virtual.measure(), [height]);
  const shown = virtual.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  const rendered = shown.some(({ index }) => index === current);
  useEffect(() => {
    seen?.(first, last);
    if (last > rows.length - NEAR) more();
  }, [first, last, rows.length, more, seen]);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (event.key === "Enter" && event.target === frame.current && rows[current])
      open(rows[current]);
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.min(Math.max(current + step, 0), rows.length - 1);
    setCurrent(next);
    virtual.scrollToIndex(next);
  };
  return (
    <Box
      ref={place}
      role="grid"
      aria-label={label}
      aria-rowcount={Math.max(total, rows.length) + 1}
      aria-activedescendant={rendered ? `${id}-${current}` : undefined}
      tabIndex={0}
      className={classes.frame}
      style={{ height: virtual.getTotalSize() + HEIGHT + 2 * EDGE }}
      onKeyDown={move}
    >
      <Box role="rowgroup" className={classes.head}>
        <Box
          role="row"
          aria-rowindex={1}
          className={classes.line}
          style={{ gridTemplateColumns: tracks }}
        >
          {columns.map((column) => (
            <Text key={column.key} role="columnheader" size="xs" fw={600} c="dimmed">
              {column.says}
            </Text>
          ))}
        </Box>
      </Box>
      <Box role="rowgroup" pos="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <Box
                key={row.id}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === current}
                className={`${classes.line} ${classes.row}`}
                style={{
                  gridTemplateColumns: tracks,
                  height,
                  transform: `translateY(${start}px)`,
                }}
                onClick={() => {
                  setCurrent(index);
                  open(row);
                }}
              >
                {columns.map((column) => (
                  <Box key={column.key} role="gridcell" className={classes.cell}>
                    {column.cell(row)}
                  </Box>
                ))}
                {below.map((column) => (
                  <Box key={column.key} role="gridcell" className={classes.below}>
                    <Text span size="xs" c="dimmed">
                      {column.says}{" "}
                    </Text>
                    {column.cell(row)}
                  </Box>
                ))}
              </Box>
            )
          );
        })}
      </Box>
    </Box>
  );
}
