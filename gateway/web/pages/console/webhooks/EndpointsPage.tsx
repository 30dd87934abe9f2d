import { Trans } from "@lingui/react/macro";
import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Secret } from "../../shared/parts/Secret";
import { Section } from "../../shared/parts/Section";
import { CreateEndpointDocument, type EndpointFragment, EndpointsDocument } from "../graph/graphql";
import { useTold } from "../told";
import { EndpointForm } from "./EndpointForm";
import { Standing } from "./Standing";

/** Where what happens is sent. */
export function EndpointsPage() {
  const query = useQuery({ query: EndpointsDocument });
  const again = query[1];
  useTold(again);
  return (
    <Stack>
      <PageTitle>
        <Trans>Webhooks</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ webhookEndpoints }) => (
          <>
            {webhookEndpoints?.length === 0 && <None />}
            {webhookEndpoints?.map((endpoint) => (
              <EndpointCard key={endpoint.id} endpoint={endpoint} />
            ))}
          </>
        )}
      </Asked>
      <Create made={() => again({ requestPolicy: "network-only" })} />
    </Stack>
  );
}

function None() {
  return (
    <Text>
      <Trans>
        Nothing is sent anywhere yet. Give an address of yours: each change is posted to it as it
        happens, signed by the Standard Webhooks specification, and tried again until it is taken.
      </Trans>
    </Text>
  );
}

function EndpointCard({ endpoint }: { readonly endpoint: EndpointFragment }) {
  return (
    <Section
      title={
        <Anchor
          renderRoot={(props) => (
            <Link to="/console/webhooks/$id" params={{ id: endpoint.id }} {...props} />
          )}
          style={{ overflowWrap: "anywhere" }}
        >
          {endpoint.url}
        </Anchor>
      }
    >
      {endpoint.description && (
        <Text size="sm" dir="auto">
          {endpoint.description}
        </Text>
      )}
      <Standing endpoint={endpoint} />
    </Section>
  );
}

function Create({ made }: { readonly made: () => void }) {
  const [secret, setSecret] = useState("");
  const { run, busy, problem } = useCommand(CreateEndpointDocument, (data) => data.createWebhook);
  return (
    <Section title={<Trans>Another endpoint</Trans>}>
      {secret && (
        <Secret
          title={<Trans>The secret of the new endpoint</Trans>}
          secrets={[secret]}
          kept={() => setSecret("")}
        >
          <Trans>Your receiver verifies by it that what comes is ours, unchanged and new.</Trans>
        </Secret>
      )}
      <EndpointForm
        name="new-endpoint"
        says={<Trans>Create it</Trans>}
        busy={busy}
        problem={problem}
        save={async (given) => {
          const answer = await run(given);
          if (answer?.__typename !== "WebhookSuccess") return false;
          setSecret(answer.secret ?? "");
          made();
          return true;
        }}
      />
    </Section>
  );
}
