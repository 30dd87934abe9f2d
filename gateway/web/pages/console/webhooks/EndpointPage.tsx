import { Trans } from "@lingui/react/macro";
import { Anchor, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { ChangeEndpointDocument, EndpointDocument, type EndpointFragment } from "../graph/graphql";
import { useTold, useWatching } from "../told";
import { Deeds } from "./Deeds";
import { Deliveries } from "./Deliveries";
import { EndpointForm } from "./EndpointForm";
import { Replay } from "./Replay";
import { Standing } from "./Standing";

/** One endpoint: how it stands, what was sent to it, and what can be done. */
export function EndpointPage() {
  const id = useParams({ strict: false, select: (found) => String(found.id) });
  const query = useQuery({ query: EndpointDocument, variables: { id } });
  const [{ data }, again] = query;
  useTold(again);
  const endpoint = data?.webhookEndpoint;
  useWatching(Boolean(endpoint?.replaying || endpoint?.resuming || endpoint?.failingSince), again);
  return (
    <Stack>
      <Anchor component={Link} to="/console/webhooks" size="sm">
        <Trans>All webhooks</Trans>
      </Anchor>
      <Asked query={query}>
        {({ webhookEndpoint }) =>
          webhookEndpoint ? <Found key={id} endpoint={webhookEndpoint} /> : <Gone />
        }
      </Asked>
    </Stack>
  );
}

function Gone() {
  return (
    <>
      <PageTitle>
        <Trans>There is no such endpoint</Trans>
      </PageTitle>
      <Text>
        <Trans>It was deleted, or is not yours.</Trans>
      </Text>
    </>
  );
}

function Found({ endpoint }: { readonly endpoint: EndpointFragment }) {
  return (
    <>
      <PageTitle>
        <span style={{ overflowWrap: "anywhere" }}>{endpoint.url}</span>
      </PageTitle>
      <Standing endpoint={endpoint} />
      <Deeds endpoint={endpoint} />
      <Deliveries id={endpoint.id} />
      <Replay id={endpoint.id} />
      <Change endpoint={endpoint} />
    </>
  );
}

function Change({ endpoint }: { readonly endpoint: EndpointFragment }) {
  const { id, url, events, description, contact, language } = endpoint;
  const first = { url, events: [...events], description, contact, language };
  const { run, busy, problem } = useCommand(ChangeEndpointDocument, (data) => data.changeWebhook);
  return (
    <Section title={<Trans>Change it</Trans>}>
      <EndpointForm
        key={JSON.stringify(first)} // what was saved is what it begins with then
        name={`endpoint.${id}`}
        first={first}
        says={<Trans>Save</Trans>}
        busy={busy}
        problem={problem}
        save={async (given) => (await run({ endpointId: id, ...given })) !== null}
      />
    </Section>
  );
}
