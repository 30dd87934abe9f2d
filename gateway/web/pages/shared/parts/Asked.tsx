import { Trans } from "@lingui/react/macro";
import { Button, Loader, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { UseQueryResponse } from "urql";
import { useUnreachable } from "../asking/command";
import { ProblemNote } from "./ProblemNote";

interface Props<Data, Variables extends object> {
  readonly query: UseQueryResponse<Data, Variables>;
  readonly children: (data: Data) => ReactNode;
}

export const Loading = () => <Loader role="status" mx="auto" my="xl" aria-label="…" />;

/** What a query answered; until then that it is asked, or why it was not answered. */
export function Asked<Data, Variables extends object>({ query, children }: Props<Data, Variables>) {
  const [{ data, error }, again] = query as unknown as UseQueryResponse<Data>;
  const unreachable = useUnreachable();
  if (data) return children(data);
  if (!error) return <Loading />;
  return (
    <Stack>
      <ProblemNote says={unreachable(error).message} />
      <Button variant="default" onClick={() => again({ requestPolicy: "network-only" })}>
        <Trans>Try again</Trans>
      </Button>
    </Stack>
  );
}
