import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Card, Checkbox, Collapse, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { EnrolDocument, PlansDocument, type PlansQuery } from "../graph/graphql";

type Plan = NonNullable<PlansQuery["plans"]>[number];

/** For who never was a member: what there is to join, and what it is paid from. */
export function Enrol({ balance }: { readonly balance: string }) {
  const query = useQuery({ query: PlansDocument });
  return (
    <Stack>
      <PageTitle>
        <Trans>Become a member</Trans>
      </PageTitle>
      <Text>
        <Trans>
          Plans are paid from your balance, which is {balance} now. Top it up in the shop, then join
          here.
        </Trans>
      </Text>
      <Asked query={query}>{({ plans }) => <Plans plans={sold(plans)} />}</Asked>
    </Stack>
  );
}

/** For who was one: the plan that was held, and the others for who asks for them. */
export function JoinAgain({ held }: { readonly held: string }) {
  const query = useQuery({ query: PlansDocument });
  const [open, { toggle }] = useDisclosure(false);
  return (
    <Asked query={query}>
      {({ plans }) => (
        <Stack gap="xs">
          <Join plan={sold(plans).find((plan) => plan.code === held)} first />
          <Button variant="subtle" onClick={toggle} aria-expanded={open}>
            <Trans>Other plans</Trans>
          </Button>
          <Collapse expanded={open}>
            <Plans plans={sold(plans).filter((plan) => plan.code !== held)} />
          </Collapse>
        </Stack>
      )}
    </Asked>
  );
}

function sold(plans: PlansQuery["plans"]): readonly Plan[] {
  return (plans ?? []).filter((plan) => plan.price.amount > 0);
}

function Plans({ plans }: { readonly plans: readonly Plan[] }) {
  return (
    <Stack>
      {plans.map((plan) => (
        <Card key={plan.code} withBorder p="sm">
          <Stack gap="xs">
            <Text fw={600}>{plan.name.text}</Text>
            <Text size="sm" c="dimmed">
              {plan.benefits.map((benefit) => benefit.name.text).join(" · ")}
            </Text>
            <Join plan={plan} />
          </Stack>
        </Card>
      ))}
    </Stack>
  );
}

interface JoinProps {
  readonly plan: Plan | undefined;
  readonly first?: boolean;
}

/** Nothing is charged again that was not asked for. */
function Join({ plan, first = false }: JoinProps) {
  const { t } = useLingui();
  const [autoRenew, setAutoRenew] = useState(false);
  const { run, busy, problem } = useCommand(EnrolDocument, (data) => data.enrol);
  if (!plan) return null; // it is not sold any more
  const join = () => run({ plan: plan.code, autoRenew });
  const [name, price] = [plan.name.text, plan.price.formatted];
  return (
    <>
      <ProblemNote says={problem?.message} />
      <Checkbox
        label={t`Renew by itself, from the balance`}
        checked={autoRenew}
        onChange={(event) => setAutoRenew(event.currentTarget.checked)}
      />
      <Button variant={first ? "filled" : "default"} loading={busy} onClick={join}>
        <Trans>
          Join {name} for {price}
        </Trans>
      </Button>
    </>
  );
}
