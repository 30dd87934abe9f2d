import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Refusal } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import type { CodePurpose } from "../graph/graphql";
import { CodeForm } from "./CodeForm";

interface Props {
  readonly purpose: CodePurpose;
  readonly says: ReactNode;
  /** First without a code; with one where that did not do. */
  readonly act: (code?: string) => Promise<unknown>;
  readonly busy: boolean;
  readonly problem: Refusal | null;
  readonly disabled?: boolean;
}

/** At once from a device that is known, or where somebody proved a moment ago who they are; else by a code. */
export function Confirmed({ purpose, says, act, busy, problem, disabled = false }: Props) {
  const missing = problem?.code === "SECOND_FACTOR_REQUIRED";
  const [byCode, setByCode] = useState(false);
  if (missing && !byCode) setByCode(true);
  if (byCode)
    return (
      <CodeForm
        purpose={purpose}
        says={says}
        give={act}
        busy={busy}
        problem={missing ? undefined : problem?.message}
      />
    );
  return (
    <>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} disabled={disabled} onClick={() => act()}>
        {says}
      </Button>
    </>
  );
}
