import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import { drawn } from "./drawn";
import classes from "./MailFrame.module.css";

interface Props {
  readonly html: string;
  readonly subject: string;
}

/** A mail in a frame of its own in which no script runs, and which asks for nothing. */
export function MailFrame({ html, subject }: Props) {
  const { t } = useLingui();
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const inside = frame.current?.contentDocument;
    if (!inside) return;
    inside.body.replaceChildren(drawn(html, inside));
    if (frame.current) frame.current.height = String(inside.documentElement.scrollHeight + 4);
  }, [html]);
  return (
    <iframe
      ref={frame}
      className={classes.mail}
      sandbox="allow-same-origin"
      title={t`The mail “${subject}”`}
    />
  );
}
