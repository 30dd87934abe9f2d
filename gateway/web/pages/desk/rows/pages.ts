import type { TypedDocumentNode } from "@urql/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import { useUnreachable } from "../../shared/asking/command";

interface Page<Row> {
  readonly totalCount: number;
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

interface Read<Row> extends Page<Row> {
  /** The cursor that it begins after. */
  readonly after: string | null;
}

export interface Pages<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** Null: nothing came yet. */
  readonly read: boolean;
  readonly problem: string | null;
  /** The next page, where there is one. */
  readonly more: () => void;
  /** Reads anew the pages of which these rows are a part, from 0; by default the first. */
  readonly again: (first?: number, last?: number) => void;
}

/** A list of the graph, page after page as somebody scrolls. A row is there once, by its id. */
export function usePages<Data, Variables extends object, Row extends { readonly id: string }>(
  document: TypedDocumentNode<Data, Variables & { after?: string | null }>,
  variables: Variables,
  pageOf: (data: Data) => Page<Row> | null | undefined,
): Pages<Row> {
  const client = useClient();
  const unreachable = useUnreachable();
  const [pages, setPages] = useState<readonly Read<Row>[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = JSON.stringify(variables);
  const now = useRef({ asked, pages, busy: false });
  now.current.asked = asked;
  now.current.pages = pages;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the document, and where its page is, never change for a caller
  const load = useCallback(
    async (place: number, after: string | null): Promise<void> => {
      const given = { ...JSON.parse(asked), after };
      const { data, error } = await client
        .query(document, given, { requestPolicy: "network-only" })
        .toPromise();
      if (now.current.asked !== asked) return; // of a list that is no longer shown
      const page = data && pageOf(data);
      setProblem(page ? null : unreachable(error).message);
      if (page) setPages((all) => Object.assign([...all], { [place]: { ...page, after } }));
    },
    [client, asked],
  );

  useEffect(() => {
    setPages([]);
    load(0, null);
  }, [load]);

  const more = useCallback(async () => {
    const { busy, pages } = now.current;
    const last = pages.at(-1);
    if (busy || !last?.pageInfo.hasNextPage) return;
    now.current.busy = true;
    await load(pages.length, last.pageInfo.endCursor ?? null);
    now.current.busy = false;
  }, [load]);

  const again = useCallback(
    (first = 0, last = first) => {
      let rows = 0;
      now.current.pages.forEach((page, place) => {
        const [begins, ends] = [rows, rows + page.nodes.length];
        rows = ends;
        if (place === 0 || (begins <= last && first < ends)) load(place, page.after);
      });
      if (now.current.pages.length === 0) load(0, null);
    },
    [load],
  );

  const rows = [
    ...new Map(pages.flatMap((page) => page.nodes).map((row) => [row.id, row])).values(),
  ];
  const total = pages[0]?.totalCount ?? 0;
  return { rows, total, read: pages.length > 0, problem, more, again };
}
