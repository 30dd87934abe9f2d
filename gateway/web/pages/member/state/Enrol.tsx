import { Trans } from "@lingui/react/macro";
import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { EnrolDocument, PlansDocument, type PlansQuery } from "../graph/graphql";

/** For who is no member: what there is to join. */
export function Enrol() {
  const query = useQuery({ query: PlansDocument });
  const { run, busy, problem } = useCommand(EnrolDocument, (data) => data.enrol);
  return (
    <Section title={<Trans>Become a member</Trans>}>
      <ProblemNote says={problem?.message} />
      <Asked query={query}>
        {({ plans }) => (
          <Stack>
            {(plans ?? [])
              .filter((plan) => plan.price.amount > 0)
              .map((plan) => (
                <Plan
                  key={plan.code}
                  plan={plan}
                  busy={busy}
                  join={() => run({ plan: plan.code })}
                />
              ))}
          </Stack>
        )}
      </Asked>
    </Section>
  );
}

interface Props {
  readonly plan: NonNullable<PlansQuery["plans"]>[number];
  readonly busy: boolean;
  readonly join: () => void;
}

function Plan({ plan, busy, join }: Props) {
  const name = plan.name.text;
  return (
    <Card withBorder p="sm">
      <Group justify="space-between" wrap="nowrap">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {plan.benefits.map((benefit) => benefit.name.text).join(" · ")}
          </Text>
        </div>
        <Button variant="default" loading={busy} onClick={join} flex="none">
          <Trans>
            {name}: {plan.price.formatted}
          </Trans>
        </Button>
      </Group>
    </Card>
  );
}
