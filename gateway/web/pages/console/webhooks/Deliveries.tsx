import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Accordion, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { Section } from "../../shared/parts/Section";
import { DeliveriesDocument, type WebhookState } from "../graph/graphql";
import { useTold, useWatching } from "../told";
import { useStateWords } from "../words";
import { Delivery } from "./Delivery";

const PAGE = 20;

/** What is and was to be sent to an endpoint, the newest first. */
export function Deliveries({ id }: { readonly id: string }) {
  const { t } = useLingui();
  const words = useStateWords();
  const [state, setState] = useState<WebhookState | null>(null);
  const pages = usePages();
  const variables = { id, state, first: PAGE, after: pages.after };
  const query = useQuery({ query: DeliveriesDocument, variables });
  const [{ data }, again] = query;
  useTold(again);
  const rows = data?.webhookEndpoint?.deliveries?.nodes;
  useWatching(pages.first && (rows?.length === 0 || rows?.some(isPending)) === true, again);
  return (
    <Section title={<Trans>What was sent, and how it was answered</Trans>}>
      <Select
        label={t`Only`}
        placeholder={t`all of them`}
        data={Object.entries(words).map(([value, label]) => ({ value, label }))}
        value={state}
        onChange={(chosen) => setState(chosen as WebhookState | null)}
        clearable
        clearButtonProps={{ "aria-label": t`Show all of them` }}
      />
      <Asked query={query}>
        {({ webhookEndpoint }) => {
          const page = webhookEndpoint?.deliveries;
          if (!page || page.nodes.length === 0) return <Nothing filtered={state !== null} />;
          return (
            <>
              <Text size="sm" c="dimmed">
                <Plural value={page.totalCount} one="# event" other="# events" />
              </Text>
              <Accordion multiple variant="separated" order={3}>
                {page.nodes.map((one) => (
                  <Delivery key={one.webhookId} shown={one} />
                ))}
              </Accordion>
              <More pages={pages} info={page.pageInfo} />
            </>
          );
        }}
      </Asked>
    </Section>
  );
}

const isPending = (one: { state: WebhookState }): boolean => one.state === "PENDING";

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (filtered)
    return (
      <Text>
        <Trans>There is none of that kind.</Trans>
      </Text>
    );
  return (
    <Text>
      <Trans>
        Nothing was sent yet. A test event shows whether your receiver takes what comes; what is
        over is kept here for 30 days.
      </Trans>
    </Text>
  );
}
