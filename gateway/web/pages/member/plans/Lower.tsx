import { Trans } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useCommand } from "../../shared/asking/command";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { listed } from "../../shared/words/times";
import { DowngradeDocument } from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";
import { differing, type Held, type Plan } from "./shown";

interface Props {
  readonly membership: Held;
  readonly plans: readonly Plan[];
  readonly again: () => void;
}

/** What is below the plan that is held, with what is lost by it. */
export function Lower({ membership, plans, again }: Props) {
  const below = plans.filter((one) => one.rank < membership.plan.rank && one.price.amount > 0);
  if (!membership.entitled || below.length === 0) return null;
  return (
    <Section title={<Trans>Move down</Trans>}>
      {membership.undo?.eventType === "MembershipDowngraded" ? (
        <Text>
          <Trans>You moved down a moment ago.</Trans>{" "}
          <Anchor component={Link} to="/">
            <Trans>Take it back there</Trans>
          </Anchor>
        </Text>
      ) : (
        <Rows>
          {below.map((plan) => (
            <Row key={plan.code}>
              <Downgrade held={membership} plan={plan} again={again} />
            </Row>
          ))}
        </Rows>
      )}
    </Section>
  );
}

interface DowngradeProps {
  readonly held: Held;
  readonly plan: Plan;
  readonly again: () => void;
}

function Downgrade({ held, plan, again }: DowngradeProps) {
  const { run, busy, problem } = useCommand(DowngradeDocument, (data) => data.downgrade);
  const act = async (code?: string) => {
    if (await run({ plan: plan.code }, code ? { code } : {})) again();
  };
  const name = plan.name.text;
  const losses = differing(plan.benefits, held.plan.benefits);
  return (
    <>
      <Text fw={600}>{name}</Text>
      <Text size="sm">
        <Trans>
          {plan.price.formatted} a period. You can undo it for a day, as if nothing had happened.
        </Trans>{" "}
        {losses.length > 0 && <Trans>Less or gone: {listed(losses)}.</Trans>}
      </Text>
      <Confirmed
        purpose="DOWNGRADE"
        says={<Trans>Move down to {name}</Trans>}
        act={act}
        busy={busy}
        problem={problem}
      />
    </>
  );
}
