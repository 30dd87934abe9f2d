import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import type { StandingFragment } from "../graph/graphql";

/** What the plan gives, and what is left of what can be used up. */
export function Benefits({ benefits }: Pick<StandingFragment, "benefits">) {
  if (benefits.length === 0) return null;
  return (
    <Section title={<Trans>What you have</Trans>}>
      <List size="sm">
        {benefits.map((benefit) => (
          <List.Item key={benefit.code}>
            {benefit.name.text}
            {benefit.left !== null && (
              <Text span size="sm" c="dimmed">
                {" "}
                <Trans>({benefit.left} left)</Trans>
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
