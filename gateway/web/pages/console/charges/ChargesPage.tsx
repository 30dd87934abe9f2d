import { Trans } from "@lingui/react/macro";
import { Code, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useQuery, useSubscription } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { ChargeChangedDocument, ChargesDocument, type ChargesQuery } from "../graph/graphql";

const PAGE = 20;
type Charge = ChargesQuery["chargeRequests"]["nodes"][number];

/** What the shop is asked to charge now, the most urgent first. */
export function ChargesPage() {
  const pages = usePages();
  const query = useQuery({
    query: ChargesDocument,
    variables: { first: PAGE, after: pages.after },
  });
  const again = query[1];
  const [{ data }] = useSubscription({ query: ChargeChangedDocument });
  const changed = data?.chargeRequestChanged.cursor;
  useEffect(() => {
    if (changed) again({ requestPolicy: "network-only" });
  }, [changed, again]);
  return (
    <Stack>
      <PageTitle>
        <Trans>Charges</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ chargeRequests }) => (
          <>
            {chargeRequests.nodes.length === 0 && <None />}
            {chargeRequests.nodes.map((charge) => (
              <ChargeCard key={charge.chargeId} charge={charge} />
            ))}
            <More pages={pages} info={chargeRequests.pageInfo} />
          </>
        )}
      </Asked>
    </Stack>
  );
}

function None() {
  return (
    <Text>
      <Trans>
        No charge requests. When a membership renews by itself, the balance is too low and a payment
        method is bound, the request is listed here until it is answered.
      </Trans>
    </Text>
  );
}

function ChargeCard({ charge }: { readonly charge: Charge }) {
  return (
    <Section
      title={
        <Trans>
          {charge.amount.formatted} of {charge.memberId}
        </Trans>
      }
    >
      <Text size="sm">
        <Trans>
          By {charge.masked}, once, as <Code>{charge.chargeId}</Code>
        </Trans>
      </Text>
      <Text size="sm">
        <Trans>
          Answer until {spoken(charge.answerBy)} with reportPayment or reportChargeRefused; do not
          charge later.
        </Trans>
      </Text>
      <Text size="sm" c="dimmed">
        <Trans>The period ends {spoken(charge.periodEnd)}</Trans>
      </Text>
    </Section>
  );
}
