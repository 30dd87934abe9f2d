import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Radio, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { ReplayWebhooksDocument } from "../graph/graphql";

type Range = "all" | "span" | "cursor";

interface Bounds {
  readonly range: Range;
  readonly since: string;
  readonly until: string;
  readonly after: string;
}

const ALL: Bounds = { range: "all", since: "", until: "", after: "" };

/** Of a field for a local time; "": not given. */
const instant = (local: string): string | null => (local ? new Date(local).toISOString() : null);

function inputOf({ range, since, until, after }: Bounds) {
  if (range === "span") return { since: instant(since), until: instant(until) };
  return range === "cursor" ? { after } : {};
}

/** Sends again what was told, also what the endpoint never got. */
export function Replay({ id }: { readonly id: string }) {
  const { run, busy, problem } = useCommand(ReplayWebhooksDocument, (data) => data.replayWebhooks);
  const [bounds, setBounds] = useState(ALL);
  const [begun, setBegun] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBegun((await run({ endpointId: id, ...inputOf(bounds) })) !== null);
  };
  return (
    <Section title={<Trans>Send again</Trans>}>
      <Text size="sm" c="dimmed">
        <Trans>
          Everything keeps its id, so that your receiver knows what it has already. Nothing comes of
          members who withdrew.
        </Trans>
      </Text>
      <form onSubmit={submit}>
        <Stack>
          <Choice bounds={bounds} set={setBounds} />
          <Fields bounds={bounds} set={setBounds} />
          <ProblemNote says={problem?.message} />
          {begun && (
            <Text size="sm" role="status">
              <Trans>It is being prepared, and sent when all of it is.</Trans>
            </Text>
          )}
          <Button type="submit" variant="default" loading={busy}>
            <Trans>Send it again</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
  );
}

interface Part {
  readonly bounds: Bounds;
  readonly set: (bounds: Bounds) => void;
}

function Choice({ bounds, set }: Part) {
  const { t } = useLingui();
  return (
    <Radio.Group
      label={t`What to show`}
      value={bounds.range}
      onChange={(range) => set({ ...bounds, range: range as Range })}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="all" label={t`All that is kept`} />
        <Radio value="span" label={t`What happened in a span of time`} />
        <Radio value="cursor" label={t`What lies behind a cursor of the feed`} />
      </Stack>
    </Radio.Group>
  );
}

function Fields({ bounds, set }: Part) {
  const { t } = useLingui();
  if (bounds.range === "span")
    return (
      <>
        <TextInput
          type="datetime-local"
          label={t`From`}
          value={bounds.since}
          onChange={(event) => set({ ...bounds, since: event.currentTarget.value })}
        />
        <TextInput
          type="datetime-local"
          label={t`Until`}
          description={t`Left empty: until now.`}
          value={bounds.until}
          onChange={(event) => set({ ...bounds, until: event.currentTarget.value })}
        />
      </>
    );
  if (bounds.range === "all") return null;
  return (
    <TextInput
      label={t`Cursor`}
      description={t`The feed shows one with each item.`}
      value={bounds.after}
      onChange={(event) => set({ ...bounds, after: event.currentTarget.value })}
      required
    />
  );
}
