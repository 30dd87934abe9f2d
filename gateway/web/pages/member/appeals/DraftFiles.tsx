import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { FilePicker } from "../../shared/parts/FilePicker";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Row, Rows } from "../../shared/parts/Rows";
import {
  AddDraftFilesDocument,
  type AppealDraftFragment,
  RemoveDraftFileDocument,
} from "../graph/graphql";

interface Props {
  readonly draft: AppealDraftFragment | null;
  readonly save: () => Promise<AppealDraftFragment | null>;
  readonly took: (draft: AppealDraftFragment | null) => void;
}

/** They go with the draft, and become files of the appeal. */
export function DraftFiles({ draft, save, took }: Props) {
  const add = useCommand(AddDraftFilesDocument, (data) => data.addDraftFiles);
  const remove = useCommand(RemoveDraftFileDocument, (data) => data.removeDraftFile);
  const picked = async (files: File[]) => {
    const kept = draft ?? (await save());
    const done = kept && (await add.run({ draftId: kept.draftId, files }));
    if (done) took(done.draft);
  };
  const take = async (draftId: string, fileId: string) => {
    const done = await remove.run({ draftId, fileId });
    if (done) took(done.draft);
  };
  return (
    <>
      <Rows>
        {draft?.files.map((file) => (
          <Row key={file.id}>
            <Group justify="space-between">
              <Text size="sm" dir="auto">
                {file.name}
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                loading={remove.busy}
                onClick={() => take(draft.draftId, file.id)}
              >
                <Trans>Remove it</Trans>
              </Button>
            </Group>
          </Row>
        ))}
      </Rows>
      <FilePicker picked={picked} busy={add.busy} />
      <ProblemNote says={(add.problem ?? remove.problem)?.message} />
    </>
  );
}
