import { Trans } from "@lingui/react/macro";
import { Button, Code, Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Secret } from "../../shared/parts/Secret";
import { Sure } from "../../shared/parts/Sure";
import {
  DeleteEndpointDocument,
  DisableEndpointDocument,
  EnableEndpointDocument,
  type EndpointFragment,
  RotateSecretDocument,
  TestEndpointDocument,
} from "../graph/graphql";

/** What can be done with an endpoint in one press. */
export function Deeds({ endpoint }: { readonly endpoint: EndpointFragment }) {
  return (
    <>
      <Group gap="xs">
        <Switch endpoint={endpoint} />
        <Delete id={endpoint.id} />
      </Group>
      <Test id={endpoint.id} />
      <Rotate id={endpoint.id} />
    </>
  );
}

function Switch({ endpoint: { id, state } }: { readonly endpoint: EndpointFragment }) {
  const enable = useCommand(EnableEndpointDocument, (data) => data.enableWebhook);
  const disable = useCommand(DisableEndpointDocument, (data) => data.disableWebhook);
  const { run, busy, problem } = state === "DISABLED" ? enable : disable;
  return (
    <>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={() => run({ endpointId: id })}>
        {state === "DISABLED" ? (
          <Trans>Enable it, and send what was kept</Trans>
        ) : (
          <Trans>Disable it for now</Trans>
        )}
      </Button>
    </>
  );
}

function Test({ id }: { readonly id: string }) {
  const { run, busy, problem } = useCommand(TestEndpointDocument, (data) => data.testWebhook);
  const [sent, setSent] = useState("");
  const press = async () => {
    const answer = await run({ endpointId: id });
    if (answer?.__typename === "WebhookSuccess") setSent(answer.webhookId ?? "");
  };
  return (
    <Group gap="xs">
      <Button variant="default" loading={busy} onClick={press}>
        <Trans>Send a test event</Trans>
      </Button>
      {sent && (
        <Text size="sm" role="status">
          <Trans>
            It is under way as <Code>{sent}</Code>.
          </Trans>
        </Text>
      )}
      <ProblemNote says={problem?.message} />
    </Group>
  );
}

function Rotate({ id }: { readonly id: string }) {
  const { run, busy, problem } = useCommand(
    RotateSecretDocument,
    (data) => data.rotateWebhookSecret,
  );
  const [secret, setSecret] = useState("");
  const press = async () => {
    const answer = await run({ endpointId: id });
    if (answer?.__typename === "WebhookSuccess") setSecret(answer.secret ?? "");
  };
  if (secret)
    return (
      <Secret title={<Trans>The new secret</Trans>} secrets={[secret]} kept={() => setSecret("")}>
        <Trans>
          Give it to your receiver within 24 hours: until then what is sent is signed with both.
        </Trans>
      </Secret>
    );
  return (
    <Group gap="xs">
      <Button variant="default" loading={busy} onClick={press}>
        <Trans>Rotate the secret</Trans>
      </Button>
      <ProblemNote says={problem?.message} />
    </Group>
  );
}

function Delete({ id }: { readonly id: string }) {
  const navigate = useNavigate();
  const { run, busy, problem } = useCommand(DeleteEndpointDocument, (data) => data.deleteWebhook);
  const press = async () => {
    if (await run({ endpointId: id })) await navigate({ to: "/console/webhooks" });
  };
  return (
    <>
      <ProblemNote says={problem?.message} />
      <Sure
        says={<Trans>Delete it</Trans>}
        warning={<Trans>What was still to be sent to it is deleted too, and so is its log.</Trans>}
        busy={busy}
        act={press}
      />
    </>
  );
}
