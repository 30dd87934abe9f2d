import { Trans } from "@lingui/react/macro";
import { Grid, List, Stack, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { Blockers, Explanation } from "../explained/Explanation";
import { Facts } from "./Facts";
import { Holds } from "./Holds";
import type { Standing, Whole } from "./member";
import { Risk } from "./Risk";

/** How a membership stands now, why, and what shows it. */
export function Stands({ member }: { readonly member: Whole }) {
  const { membership, lapseRisk } = member;
  if (!membership)
    return (
      <Text>
        <Trans>There is no membership yet.</Trans>
      </Text>
    );
  const { explanation } = membership;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack>
          {explanation && <Why explanation={explanation} />}
          <Holds holds={membership.holds} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack>
          <Facts member={member} membership={membership} />
          {lapseRisk && <Risk risk={lapseRisk} />}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

type Explained = NonNullable<Standing["explanation"]>;

function Why({ explanation }: { readonly explanation: Explained }) {
  const { evidence, nextSteps, prevention } = explanation;
  return (
    <Section title={<Trans>Why it is in this state</Trans>}>
      <Explanation explanation={explanation} />
      <Blockers blockers={explanation.blockers} />
      <Listed
        title={<Trans>What can be done</Trans>}
        lines={nextSteps.map(({ action, says, until }) => ({
          key: action,
          says: says.text,
          at: until,
        }))}
      />
      <Listed
        title={<Trans>Evidence</Trans>}
        lines={evidence.map(({ kind, id, says, at }) => ({
          key: `${kind} ${id}`,
          says: says.text,
          at,
        }))}
      />
      {prevention.text && (
        <Text size="sm" c="dimmed">
          {prevention.text}
        </Text>
      )}
    </Section>
  );
}

interface ListedProps {
  readonly title: React.ReactNode;
  readonly lines: readonly { key: string; says: string; at: string | null | undefined }[];
}

function Listed({ title, lines }: ListedProps) {
  if (lines.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm">
        {lines.map(({ key, says, at }) => (
          <List.Item key={key}>
            {says}{" "}
            {at && (
              <Text span size="xs" c="dimmed">
                ({spoken(at)})
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
