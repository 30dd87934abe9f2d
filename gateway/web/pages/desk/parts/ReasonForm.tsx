import { useLingui } from "@lingui/react/macro";
import { Button, Stack, Textarea } from "@mantine/core";
import type { TypedDocumentNode } from "@urql/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { type Success, useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";

interface Props<Data, Variables extends { input: object }, Result> {
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly answerOf: (data: Data) => Result;
  /** All but the reason; null: it is not whole yet. */
  readonly given: Omit<Variables["input"], "reason" | "idempotencyKey"> | null;
  /** Of the button. */
  readonly says: string;
  /** Who reads the reason; by default the member. */
  readonly reads?: string;
  readonly done: (success: Success<Result>) => void;
  /** What else is to be said. */
  readonly children?: ReactNode;
}

/** One act with its reason. */
export function ReasonForm<
  Data,
  Variables extends { input: object },
  Result extends { readonly __typename: string },
>({ document, answerOf, given, says, reads, done, children }: Props<Data, Variables, Result>) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const { run, busy, problem } = useCommand(document, answerOf);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const success =
      given && (await run({ ...given, reason } as Omit<Variables["input"], "idempotencyKey">));
    if (success) done(success);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {children}
        <Textarea
          label={t`Reason`}
          description={reads ?? t`The member reads it.`}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          required
          data-autofocus
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} disabled={!given || !reason.trim()}>
          {says}
        </Button>
      </Stack>
    </form>
  );
}
