import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import type { Refusal } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import type { Proof } from "../graph/graphql";
import { Prove } from "./Prove";

interface Props {
  readonly problem: Refusal | null;
  /** Does once more what lacked a proof. */
  readonly again: () => unknown;
}

/** What was refused; where a proof of the person was missing, it is asked for, and then it is done. */
export function Proven({ problem, again }: Props) {
  if (problem?.code !== "SECOND_FACTOR_REQUIRED") return <ProblemNote says={problem?.message} />;
  return (
    <Stack gap="xs" role="group">
      <Text size="sm" role="status">
        <Trans>Prove first that it is you. It counts for five minutes.</Trans>
      </Text>
      <Prove proofs={(problem.proofs as Proof[] | undefined) ?? ["CODE"]} proven={again} />
    </Stack>
  );
}
