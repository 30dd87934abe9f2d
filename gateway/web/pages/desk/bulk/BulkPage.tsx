import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { DraftCorrectionsDocument, PlansToGrantDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { What } from "./What";
import { Whom } from "./Whom";
import { type Bulk, command, NOTHING } from "./writing";

/** Many members at once: tried out first, which changes nothing, and then done once for each. */
export function BulkPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [bulk, keep, forget] = useKept<Bulk>("bulk", NOTHING);
  const set = (change: Partial<Bulk>) => keep((all) => ({ ...all, ...change }));
  const [{ data }] = useQuery({ query: PlansToGrantDocument });
  const plans = (data?.plans ?? []).map(({ code, name }) => ({ value: code, label: name.text }));
  const draft = useCommand(DraftCorrectionsDocument, (all) => all.draftCorrections);
  const whole = command(bulk);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = whole && (await draft.run(whole));
    if (!done?.corrections) return;
    forget();
    await navigate({ to: "/desk/corrections/$id", params: { id: done.corrections.id } });
  };
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Bulk corrections</Trans>
      </PageTitle>
      <Text>
        <Trans>
          It is tried out on each of them first, and nothing changes: you see how many could have
          it, why others could not, and what each would have before and after.
        </Trans>
      </Text>
      <form onSubmit={submit}>
        <Stack>
          <Section title={<Trans>What</Trans>}>
            <What bulk={bulk} set={set} plans={plans} />
            <Textarea
              label={t`Reason`}
              description={t`The member reads it.`}
              value={bulk.reason}
              onChange={(event) => set({ reason: event.currentTarget.value })}
              autosize
              minRows={2}
            />
          </Section>
          <Section title={<Trans>Whom</Trans>}>
            <Whom bulk={bulk} set={set} plans={plans} />
          </Section>
          <ProblemNote says={draft.problem?.message} />
          <Group>
            <Button type="submit" loading={draft.busy} disabled={!whole}>
              <Trans>Try it out</Trans>
            </Button>
            <Button variant="default" onClick={forget}>
              <Trans>Begin again</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
