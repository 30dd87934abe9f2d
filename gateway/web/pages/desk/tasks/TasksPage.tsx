import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { type TaskState, TasksDocument } from "../graph/graphql";
import { OneTask } from "./OneTask";

/** Members whom no channel reached: somebody has to. */
export function TasksPage() {
  const { t } = useLingui();
  const [state, setState] = useState<TaskState>("OPEN");
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Members to contact</Trans>
      </PageTitle>
      <SegmentedControl
        aria-label={t`Which tasks`}
        data={[
          { value: "OPEN", label: t`Open` },
          { value: "TAKEN", label: t`Taken` },
          { value: "DONE", label: t`Done` },
        ]}
        value={state}
        onChange={(value) => setState(value as TaskState)}
      />
      <Tasks key={state} state={state} />
    </Stack>
  );
}

function Tasks({ state }: { readonly state: TaskState }) {
  const pages = usePages();
  const query = useQuery({ query: TasksDocument, variables: { state, after: pages.after } });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Asked query={query}>
      {({ staffTasks }) => (
        <Stack>
          {staffTasks?.nodes.length === 0 && <NoTask />}
          {staffTasks?.nodes.map((task) => (
            <OneTask key={task.id} task={task} again={again} />
          ))}
          {staffTasks && <More pages={pages} info={staffTasks.pageInfo} />}
        </Stack>
      )}
    </Asked>
  );
}

function NoTask() {
  return (
    <Text c="dimmed">
      <Trans>
        Nothing to do. When a message that must arrive reaches the member on no channel, it becomes
        a task here: someone tells the member, and notes how.
      </Trans>
    </Text>
  );
}
