import { Trans } from "@lingui/react/macro";
import { Paper, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "urql";
import { useUnreachable } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { type Cause, PreviewRemedyDocument } from "../graph/graphql";
import { Gives } from "./Gives";
import { type Part, tried } from "./ruling";

interface Props {
  readonly number: string;
  readonly cause: Cause | null;
  readonly parts: readonly Part[];
}

const PAUSE = 300;

/** What the remedy would give; it is tried out by the membership itself, and nothing is given. */
export function Preview({ number, ...given }: Props) {
  const unreachable = useUnreachable();
  const asked = JSON.stringify({ cause: given.cause, remedies: tried(given.parts) });
  const [settled] = useDebouncedValue(asked, PAUSE);
  const { cause, remedies } = JSON.parse(settled);
  const idle = !cause || remedies.length === 0;
  const [{ data, error }] = useQuery({
    query: PreviewRemedyDocument,
    variables: { number, cause, remedies },
    pause: idle,
    requestPolicy: "network-only",
  });
  if (idle)
    return (
      <Text size="sm" c="dimmed">
        <Trans>Nothing is given to the membership.</Trans>
      </Text>
    );
  if (error) return <ProblemNote says={unreachable(error).message} />;
  const preview = data?.remedyPreview;
  if (!preview) return null;
  if (preview.refusal) return <ProblemNote says={preview.refusal.message} />;
  return (
    <Paper withBorder p="xs" aria-live="polite">
      <Text size="sm" fw={600}>
        <Trans>This would give</Trans>
      </Text>
      {preview.gives && <Gives gives={preview.gives} />}
      <Text size="sm" c="dimmed">
        <Trans>Worth {preview.worth.formatted}</Trans>
      </Text>
    </Paper>
  );
}
