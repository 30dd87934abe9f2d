import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { lengthOf, spoken } from "../../shared/words/times";
import { Listing } from "../parts/Listing";
import type { Notification } from "./standing";

type Provider = Notification["providers"][number];

/** Who sends, and whether it works. */
export function Providers({ notification }: { readonly notification: Notification | null }) {
  const { t } = useLingui();
  if (!notification) return null;
  if (!notification.brokerReached)
    return (
      <Section title={<Trans>Providers</Trans>}>
        <Text>
          <Trans>
            Valkey does not answer, so nobody knows how providers stand; messages go out all the
            same.
          </Trans>
        </Text>
      </Section>
    );
  return (
    <Section title={<Trans>Providers</Trans>}>
      <Listing
        label={t`Providers`}
        rows={notification.providers}
        keyOf={({ name }) => name}
        columns={[
          { key: "name", says: <Trans>Provider</Trans>, cell: (one) => one.name },
          { key: "works", says: <Trans>Works</Trans>, cell: (one) => <Works provider={one} /> },
          {
            key: "reason",
            says: <Trans>Its last failure</Trans>,
            cell: (one) => one.reason || "—",
          },
        ]}
      />
    </Section>
  );
}

function Works({ provider: { open, openSeconds, refusedAt } }: { readonly provider: Provider }) {
  if (refusedAt)
    return (
      <Badge color="red" variant="light" tt="none">
        <Trans>refuses our account, {spoken(refusedAt)}</Trans>
      </Badge>
    );
  if (open)
    return (
      <Badge color="red" variant="light" tt="none">
        <Trans>left alone for {lengthOf(openSeconds * 1000)}</Trans>
      </Badge>
    );
  return (
    <Text size="sm">
      <Trans>yes</Trans>
    </Text>
  );
}
