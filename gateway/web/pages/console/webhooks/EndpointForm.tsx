import { useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useId } from "react";
import { useKept } from "../../shared/kept";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import type { Language, WebhookEvent } from "../graph/graphql";
import { useEventWords } from "../words";
import { useEvents } from "./events";

export interface Given {
  readonly url: string;
  /** None: all that there are. */
  readonly events: WebhookEvent[];
  readonly description: string;
  readonly contact: string;
  readonly language: Language;
}

const EMPTY: Given = { url: "", events: [], description: "", contact: "", language: "EN" };

type Problem = { readonly message: string; readonly field?: string | null } | null;

/** Said where it is to be mended. */
const atField = (problem: Problem): boolean =>
  problem !== null && ["url", "description", "contact"].includes(problem.field ?? "");

interface Props {
  /** What it is kept under until it is saved. */
  readonly name: string;
  readonly first?: Given;
  readonly says: ReactNode;
  readonly busy: boolean;
  readonly problem: Problem;
  /** Whether it went well. */
  readonly save: (given: Given) => Promise<boolean>;
}

export function EndpointForm({ name, first = EMPTY, says, busy, problem, save }: Props) {
  const { t } = useLingui();
  const [draft, setDraft, forget] = useKept<Given>(name, first);
  const set = (part: Partial<Given>) => setDraft({ ...draft, ...part });
  const wrong = (field: keyof Given) => (problem?.field === field ? problem.message : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await save(draft)) forget();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t`Address`}
          description={t`An https address of yours that the public internet reaches.`}
          type="url"
          value={draft.url}
          error={wrong("url")}
          onChange={(event) => set({ url: event.currentTarget.value })}
          required
        />
        <Events chosen={draft.events} choose={(events) => set({ events })} />
        <TextInput
          label={t`What it is for`}
          description={t`For your own people.`}
          value={draft.description}
          error={wrong("description")}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <TextInput
          label={t`Who is told when it fails`}
          description={t`An e-mail address; left empty, the one of your platform.`}
          type="email"
          value={draft.contact}
          error={wrong("contact")}
          onChange={(event) => set({ contact: event.currentTarget.value })}
        />
        <Select
          label={t`Language of these mails`}
          data={[
            { value: "EN", label: "English" },
            { value: "ZH", label: "中文" },
          ]}
          value={draft.language}
          onChange={(language) => set({ language: (language ?? "EN") as Language })}
          allowDeselect={false}
        />
        <ProblemNote says={atField(problem) ? null : problem?.message} />
        <Button type="submit" loading={busy}>
          {says}
        </Button>
      </Stack>
    </form>
  );
}

interface EventsProps {
  readonly chosen: WebhookEvent[];
  readonly choose: (events: WebhookEvent[]) => void;
}

function Events({ chosen, choose }: EventsProps) {
  const { t } = useLingui();
  const words = useEventWords();
  const id = useId();
  return (
    <Checkbox.Group
      label={t`What it is told`}
      description={t`Nothing chosen: everything.`}
      value={chosen}
      onChange={(events) => choose(events as WebhookEvent[])}
    >
      <Stack gap="xs" mt="xs">
        {useEvents().map((event) => (
          <Checkbox key={event} id={`${id}-${event}`} value={event} label={words[event]} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
