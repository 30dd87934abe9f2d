import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { nameTab } from "../../shared/parts/PageTitle";
import { spoken } from "../../shared/words/times";
import type { StandingFragment } from "../graph/graphql";
import type { Stands } from "./stands";
import { STATUS } from "./words";

/** Status in words, and until when. */
export function Headline({ membership, zone, name }: Stands & { readonly name: string }) {
  const { t } = useLingui();
  useEffect(() => nameTab(t`My membership`));
  const { status, entitled, plan } = membership;
  const colour = entitled ? (status === "GRACE" ? "yellow" : "brand") : "red";
  return (
    <Paper withBorder p="md">
      <Stack gap={4}>
        <Text size="sm" c="dimmed" dir="auto">
          {name}
        </Text>
        <Group justify="space-between">
          <Title order={1} size="h2">
            {plan.name.text}
          </Title>
          <Badge color={colour} size="lg" variant="light">
            {STATUS[status]}
          </Badge>
        </Group>
        <Text>
          <Until membership={membership} zone={zone} />
        </Text>
        {membership.explanation?.cause && <Text>{membership.explanation.summary.text}</Text>}
        <Text size="sm" c="dimmed">
          <Trans>
            Balance {membership.balance.formatted}; the plan costs {membership.price.formatted}.
          </Trans>{" "}
          {entitled && <Renewal membership={membership} />}
        </Text>
      </Stack>
    </Paper>
  );
}

function Until({
  membership: { status, entitled, period, graceUntil, explanation },
  zone,
}: Stands) {
  const end = spoken(period.end, zone);
  if (status === "GRACE" && graceUntil) {
    const last = spoken(graceUntil, zone);
    return <Trans>The period is over; you keep everything until {last}.</Trans>;
  }
  if (entitled) return <Trans>You are a member until {end}.</Trans>;
  const held = status === "FROZEN" || status === "PAUSED";
  if (!explanation?.lostAt)
    return held ? (
      <Trans>Its benefits are on hold.</Trans>
    ) : (
      <Trans>You are not a member now.</Trans>
    );
  const lost = spoken(explanation.lostAt, zone);
  if (held) return <Trans>It stays yours; its benefits have been on hold since {lost}.</Trans>;
  return <Trans>You have not been a member since {lost}.</Trans>;
}

function Renewal({ membership }: { readonly membership: StandingFragment }) {
  const missing = membership.price.amount - membership.balance.amount;
  if (!membership.autoRenew) return <Trans>It does not renew by itself.</Trans>;
  if (missing <= 0) return <Trans>It renews by itself, and the balance is enough.</Trans>;
  return <Trans>It renews by itself, but the balance is not enough.</Trans>;
}
