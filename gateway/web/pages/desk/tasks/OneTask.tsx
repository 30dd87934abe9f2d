import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Paper, Stack, Text, Textarea } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { useSession } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { spoken } from "../../shared/words/times";
import { FinishTaskDocument, TakeTaskDocument, type TaskSaidFragment } from "../graph/graphql";
import { useKept } from "../kept";
import { useMay } from "../may";
import { MemberLink } from "../parts/MemberLink";
import { CHANNEL, useSay } from "../words";

interface Props {
  readonly task: TaskSaidFragment;
  readonly again: () => void;
}

/** What a member should have been told, on which channels that was tried, and what came of it. */
export function OneTask({ task, again }: Props) {
  const { title, text, memberId, createdAt, receivedAt, note, doneAt } = task;
  return (
    <Paper component="article" withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Text fw={600}>{title.text}</Text>
          <MemberLink memberId={memberId} />
        </Group>
        <Text size="sm">{text.text}</Text>
        <Tried tried={task.tried} />
        {receivedAt && (
          <Badge variant="light" tt="none">
            <Trans>received after all, {spoken(receivedAt)}</Trans>
          </Badge>
        )}
        <Text size="xs" c="dimmed">
          <Trans>Since {spoken(createdAt)}.</Trans>{" "}
          {task.takenBy && <Trans>Assigned to {task.takenBy}</Trans>}
        </Text>
        {note && (
          <Text size="sm">
            {note} {doneAt && `(${spoken(doneAt)})`}
          </Text>
        )}
        <Hands task={task} again={again} />
      </Stack>
    </Paper>
  );
}

function Tried({ tried }: Pick<TaskSaidFragment, "tried">) {
  const say = useSay();
  return tried.map(({ channel, state, reason }) => (
    <Text key={channel} size="sm" c="dimmed">
      {say(CHANNEL[channel])}: {[state, reason].filter(Boolean).join(", ")}
    </Text>
  ));
}

function Hands({ task, again }: Props) {
  const may = useMay();
  const mine = useSession()?.id === task.takenBy;
  if (task.state === "DONE" || !may("takeTask")) return null;
  return mine ? <Finish task={task} again={again} /> : <Take task={task} again={again} />;
}

function Take({ task: { id, state }, again }: Props) {
  const { run, busy, problem } = useCommand(TakeTaskDocument, (data) => data.takeTask);
  const press = async () => {
    if (await run({ taskId: id, takeOver: state === "TAKEN" })) again();
  };
  return (
    <Group>
      <Button size="compact-md" loading={busy} onClick={press}>
        {state === "TAKEN" ? <Trans>Take it over</Trans> : <Trans>Take it</Trans>}
      </Button>
      <ProblemNote says={problem?.message} />
    </Group>
  );
}

function Finish({ task: { id }, again }: Props) {
  const { t } = useLingui();
  const [note, setNote, forget] = useKept(`${id}.note`, "");
  const { run, busy, problem } = useCommand(FinishTaskDocument, (data) => data.finishTask);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run({ taskId: id, note }))) return;
    forget();
    again();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        <Textarea
          label={t`What came of it`}
          description={t`Such as: called, and told in person. Staff read it.`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          autosize
          minRows={2}
          required
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} disabled={!note.trim()}>
          <Trans>It is done</Trans>
        </Button>
      </Stack>
    </form>
  );
}
