import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { ConfirmCorrectionsDocument, RefuseCorrectionsDocument } from "../graph/graphql";
import { ReasonForm } from "../parts/ReasonForm";

interface Props {
  readonly id: string;
  readonly again: () => void;
}

/** A second person confirms it, or refuses it with a reason. */
export function Second({ id, again }: Props) {
  const { t } = useLingui();
  const [refusing, { open }] = useDisclosure();
  const confirm = useCommand(ConfirmCorrectionsDocument, (data) => data.confirmCorrections);
  const press = async () => {
    if (await confirm.run({ id })) again();
  };
  return (
    <Stack gap="sm" align="start">
      <ProblemNote says={confirm.problem?.message} />
      <Button.Group>
        <Button loading={confirm.busy} onClick={press}>
          <Trans>Confirm it</Trans>
        </Button>
        <Button variant="default" onClick={open}>
          <Trans>Refuse it</Trans>
        </Button>
      </Button.Group>
      {refusing && (
        <ReasonForm
          document={RefuseCorrectionsDocument}
          answerOf={(data) => data.refuseCorrections}
          given={{ id }}
          says={t`Refuse it`}
          reads={t`Staff read it.`}
          done={again}
        />
      )}
    </Stack>
  );
}
