import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { useState } from "react";

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

interface Pages {
  /** The cursor after which the page that is shown begins; null: the first. */
  readonly after: string | null;
  readonly forth: (info: PageInfo) => void;
  readonly back: () => void;
  readonly first: boolean;
}

/** Which page of a list is shown. */
export function usePages(): Pages {
  const [before, setBefore] = useState<readonly (string | null)[]>([null]);
  return {
    after: before.at(-1) ?? null,
    first: before.length === 1,
    forth: (info) => setBefore([...before, info.endCursor]),
    back: () => setBefore(before.slice(0, -1)),
  };
}

export function More({ pages, info }: { readonly pages: Pages; readonly info: PageInfo }) {
  if (pages.first && !info.hasNextPage) return null;
  return (
    <Group justify="space-between">
      <Button variant="default" disabled={pages.first} onClick={pages.back}>
        <Trans>Newer</Trans>
      </Button>
      <Button variant="default" disabled={!info.hasNextPage} onClick={() => pages.forth(info)}>
        <Trans>Older</Trans>
      </Button>
    </Group>
  );
}
