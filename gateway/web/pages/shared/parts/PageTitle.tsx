import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

const NAME = document.title;

/** What the page is, at its head and on the browser's tab. */
export function PageTitle({ children }: { readonly children: ReactNode }) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    nameTab(head.current?.textContent ?? "");
  });
  return (
    <Title order={1} size="h2" ref={head}>
      {children}
    </Title>
  );
}

export function nameTab(page: string): void {
  document.title = page ? `${page} · ${NAME}` : NAME;
}
