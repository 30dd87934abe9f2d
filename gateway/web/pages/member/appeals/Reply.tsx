import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { useKept } from "../../shared/kept";
import { FilePicker } from "../../shared/parts/FilePicker";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import {
  AddEvidenceDocument,
  type AppealCaseFragment,
  ReplyToAppealDocument,
} from "../graph/graphql";

const OVER = new Set(["CLOSED", "WITHDRAWN", "DECIDED"]);

/** Words, or pictures and papers: from the camera, too, where there is one. */
export function Reply({ appeal }: { readonly appeal: AppealCaseFragment }) {
  const { t } = useLingui();
  const [text, setText, forget] = useKept(`reply.${appeal.number}`, "");
  const reply = useCommand(ReplyToAppealDocument, (data) => data.replyToAppeal);
  const add = useCommand(AddEvidenceDocument, (data) => data.addEvidence);
  if (OVER.has(appeal.state)) return null;
  const { number } = appeal;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await reply.run({ number, text })) forget();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={t`Add something`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={2}
          required
        />
        <ProblemNote says={(reply.problem ?? add.problem)?.message} />
        <Group>
          <Button type="submit" loading={reply.busy}>
            <Trans>Send</Trans>
          </Button>
        </Group>
        <FilePicker picked={(files) => add.run({ number, files })} busy={add.busy} />
      </Stack>
    </form>
  );
}
