import { Trans, useLingui } from "@lingui/react/macro";
import { Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import {
  AddEvidenceDocument,
  type AppealCaseFragment,
  ReplyToAppealDocument,
} from "../graph/graphql";

const TYPES = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain";
const OVER = new Set(["CLOSED", "WITHDRAWN", "DECIDED"]);

/** Words, or pictures and papers: from the camera, too, where there is one. */
export function Reply({ appeal }: { readonly appeal: AppealCaseFragment }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const reply = useCommand(ReplyToAppealDocument, (data) => data.replyToAppeal);
  const add = useCommand(AddEvidenceDocument, (data) => data.addEvidence);
  if (OVER.has(appeal.state)) return null;
  const { number } = appeal;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await reply.run({ number, text })) setText("");
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
          <FileButton multiple accept={TYPES} onChange={(files) => add.run({ number, files })}>
            {(props) => (
              <Button {...props} variant="default" loading={add.busy}>
                <Trans>Add pictures or papers</Trans>
              </Button>
            )}
          </FileButton>
        </Group>
        <Text size="xs" c="dimmed">
          <Trans>Pictures, PDF or text; ten files of 10 MiB at a time.</Trans>
        </Text>
      </Stack>
    </form>
  );
}
