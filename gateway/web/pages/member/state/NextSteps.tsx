import { Trans } from "@lingui/react/macro";
import { Divider, Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { Deed } from "./Deed";
import type { Explained, Stands } from "./stands";

const NOT_HERE = new Set(["UNDO"]); // it has a place of its own

interface NextStepsProps extends Pick<Stands, "membership"> {
  readonly explanation: Explained;
}

/** The one thing to do next, and then what else is possible. */
export function NextSteps({ membership, explanation }: NextStepsProps) {
  const [first, ...others] = explanation.nextSteps.filter((step) => !NOT_HERE.has(step.action));
  if (!first) return null;
  return (
    <Section title={<Trans>What to do now</Trans>}>
      <Step step={first} membership={membership} first />
      {others.map((step) => (
        <Stack gap="sm" key={step.action + step.says.text}>
          <Divider />
          <Step step={step} membership={membership} />
        </Stack>
      ))}
    </Section>
  );
}

interface Props extends Pick<Stands, "membership"> {
  readonly step: Explained["nextSteps"][number];
  readonly first?: boolean;
}

function Step({ step, membership, first = false }: Props) {
  return (
    <Stack gap="xs">
      <Text fw={first ? 600 : 400}>{step.says.text}</Text>
      <Deed step={step} membership={membership} first={first} />
    </Stack>
  );
}
