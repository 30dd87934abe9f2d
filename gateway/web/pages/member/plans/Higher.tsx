import { Trans } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { listed } from "../../shared/words/times";
import { UpgradeDocument } from "../graph/graphql";
import { differing, type Held, type Me } from "./shown";

interface Props {
  readonly membership: Held;
  readonly upgrades: Me["upgrades"];
  readonly again: () => void;
}

/** What is above the plan that is held, with what it costs now. */
export function Higher({ membership, upgrades, again }: Props) {
  return (
    <Section title={<Trans>Move up</Trans>}>
      {upgrades.length === 0 && (
        <Text size="sm">
          <Trans>
            There is no plan above {membership.plan.name.text}, or none that you can move up to now:
            that needs a membership whose period is running.
          </Trans>
        </Text>
      )}
      <Rows>
        {upgrades.map((one) => (
          <Row key={one.plan.code}>
            <Upgrade held={membership} upgrade={one} again={again} />
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

interface UpgradeProps {
  readonly held: Held;
  readonly upgrade: Me["upgrades"][number];
  readonly again: () => void;
}

function Upgrade({ held, upgrade: { plan, price }, again }: UpgradeProps) {
  const { run, busy, problem } = useCommand(UpgradeDocument, (data) => data.upgrade);
  const press = async () => {
    if (await run({ plan: plan.code })) again();
  };
  const name = plan.name.text;
  const gains = differing(held.plan.benefits, plan.benefits);
  return (
    <>
      <Text fw={600}>{name}</Text>
      <Text size="sm">
        <Trans>
          Now {price.formatted}, for what is left of the period; then {plan.price.formatted} a
          period.
        </Trans>{" "}
        {gains.length > 0 && <Trans>More or new: {listed(gains)}.</Trans>}
      </Text>
      <ProblemNote says={problem?.message} />
      <Button variant="default" mt="xs" loading={busy} onClick={press}>
        <Trans>
          Move up to {name} for {price.formatted}
        </Trans>
      </Button>
    </>
  );
}
