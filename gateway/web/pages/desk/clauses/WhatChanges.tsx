import { Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import { Differing } from "../../shared/parts/Differing";
import { Section } from "../../shared/parts/Section";
import type { ClauseDiffersFragment } from "../graph/graphql";
import { written } from "./naming";

interface Props {
  readonly differences: ClauseDiffersFragment;
}

/** Against the version in force. */
export function WhatChanges({ differences }: Props) {
  return (
    <Section title={<Trans>What it changes</Trans>}>
      <Differences differences={differences} />
    </Section>
  );
}

/** In the texts, piece by piece, and in what is counted by. */
export function Differences({ differences: { title, text, parameters } }: Props) {
  return (
    <Stack gap="xs">
      {(["zh", "en"] as const).map((language) => (
        <div key={language} lang={language === "en" ? "en" : "zh-CN"}>
          <Text fw={600} size="sm">
            <Differing pieces={title[language]} />
          </Text>
          <Text size="sm">
            <Differing pieces={text[language]} />
          </Text>
        </div>
      ))}
      {parameters.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>Nothing that is counted by changes.</Trans>
        </Text>
      ) : (
        <List size="sm">
          {parameters.map(({ name, before, after, stricter }) => (
            <List.Item key={name}>
              {name}: {written(before)} → {written(after)}{" "}
              {stricter && <Trans>(asks more of members)</Trans>}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
