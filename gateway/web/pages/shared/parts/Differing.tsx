import { Trans } from "@lingui/react/macro";
import { VisuallyHidden } from "@mantine/core";
import classes from "./Differing.module.css";

interface Piece {
  readonly kind: "SAME" | "ADDED" | "REMOVED";
  readonly text: string;
}

/** A text with what was taken out and what came in, told by more than colours. */
export function Differing({ pieces }: { readonly pieces: readonly Piece[] }) {
  return (
    <span className={classes.differing}>
      {pieces.map(({ kind, text }, at) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
        if (kind === "SAME") return <span key={at}>{text}</span>;
        const Tag = kind === "ADDED" ? "ins" : "del";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
          <Tag key={at}>
            <VisuallyHidden>
              {kind === "ADDED" ? <Trans>new:</Trans> : <Trans>no more:</Trans>}
            </VisuallyHidden>
            {text}
          </Tag>
        );
      })}
    </span>
  );
}
