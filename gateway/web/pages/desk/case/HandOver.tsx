import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Select, Stack, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { AssignAppealDocument, GiveBackAppealDocument, ReviewersDocument } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";

interface Props {
  readonly number: string;
  readonly mine: boolean;
}

/** To a colleague, or back into its queue; the note stays among staff. */
export function HandOver({ number, mine }: Props) {
  const { t } = useLingui();
  const [opened, { open, close }] = useDisclosure();
  useShortcuts([{ key: "h", says: t`Hand it over`, act: open }]);
  return (
    <>
      <Button size="compact-md" variant="default" onClick={open}>
        <Trans>Hand it over</Trans>
      </Button>
      <Dialogue opened={opened} onClose={close} title={<Trans>Hand it over</Trans>}>
        {opened && <Form number={number} mine={mine} done={close} />}
      </Dialogue>
    </>
  );
}

function Form({ number, mine, done }: Props & { done: () => void }) {
  const { t } = useLingui();
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [{ data }] = useQuery({ query: ReviewersDocument });
  const assign = useCommand(AssignAppealDocument, (all) => all.assignAppeal);
  const back = useCommand(GiveBackAppealDocument, (all) => all.giveBackAppeal);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (to && (await assign.run({ number, to, note }))) done();
  };
  const giveBack = async () => {
    if (await back.run({ number, note })) done();
  };
  const colleagues = (data?.appealReviewers ?? []).filter((one) => !one.left && !one.absent);
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select
          label={t`Colleague`}
          description={t`The number is how many appeals they have.`}
          data={colleagues.map(({ id, name, has }) => ({
            value: id,
            label: `${name || id} (${has})`,
          }))}
          value={to}
          onChange={setTo}
          searchable
          nothingFoundMessage={t`No colleague is available right now.`}
        />
        <Textarea
          label={t`Note to staff`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          autosize
          minRows={2}
        />
        <ProblemNote says={(assign.problem ?? back.problem)?.message} />
        <Button type="submit" disabled={!to} loading={assign.busy}>
          <Trans>Hand it over</Trans>
        </Button>
        {mine && (
          <Button variant="default" loading={back.busy} onClick={giveBack}>
            <Trans>Put it back into its queue</Trans>
          </Button>
        )}
      </Stack>
    </form>
  );
}
