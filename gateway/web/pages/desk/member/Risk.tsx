import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import type { Whole } from "./member";

/** How likely it is lost within 14 days, and by what that would be mended. */
export function Risk({ risk }: { readonly risk: NonNullable<Whole["lapseRisk"]> }) {
  const { points, reasons, actBy } = risk;
  if (points === 0) return null;
  return (
    <Section title={<Trans>It may be lost soon</Trans>}>
      <Text size="sm">
        <Trans>{points} of 100 points.</Trans>{" "}
        {actBy && <Trans>Something has to be done by {spoken(actBy)}.</Trans>}
      </Text>
      <List size="sm">
        {reasons.map(({ says, mend }) => (
          <List.Item key={says.text}>
            {says.text} {mend.says.text}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
