import { Trans } from "@lingui/react/macro";
import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import { listed, spoken } from "../../shared/words/times";
import type { EndpointFragment } from "../graph/graphql";
import { useDisabledWords, useEventWords } from "../words";

/** Whether an endpoint is sent anything, what, and what is the matter. */
export function Standing({ endpoint }: { readonly endpoint: EndpointFragment }) {
  const events = useEventWords();
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <State endpoint={endpoint} />
        <Text size="sm" c="dimmed">
          {endpoint.events.length ? (
            listed(endpoint.events.map((event) => events[event]))
          ) : (
            <Trans>is told everything</Trans>
          )}
        </Text>
      </Group>
      <Troubles endpoint={endpoint} />
    </Stack>
  );
}

function State({ endpoint: { state, failingSince } }: { readonly endpoint: EndpointFragment }) {
  if (state === "DISABLED")
    return (
      <Badge color="red" variant="light" tt="none">
        <Trans>disabled</Trans>
      </Badge>
    );
  if (failingSince)
    return (
      <Badge color="yellow" variant="light" tt="none">
        <Trans>nothing gets through</Trans>
      </Badge>
    );
  return (
    <Badge variant="light" tt="none">
      <Trans>enabled</Trans>
    </Badge>
  );
}

function Troubles({ endpoint }: { readonly endpoint: EndpointFragment }) {
  const because = useDisabledWords();
  const { disabledAt, disabledBecause, failingSince, oldSecretUntil } = endpoint;
  return (
    <>
      {disabledAt && disabledBecause && (
        <Text size="sm">
          <Trans>
            Since {spoken(disabledAt)}: {because[disabledBecause]} What happens meanwhile is kept,
            and sent when it is enabled.
          </Trans>
        </Text>
      )}
      {failingSince && !disabledAt && (
        <Text size="sm">
          <Trans>
            Nothing got through since {spoken(failingSince)}. It is tried again by itself; after
            five days it is disabled. Its log says why.
          </Trans>
        </Text>
      )}
      {oldSecretUntil && (
        <Text size="sm">
          <Trans>The secret before signs as well until {spoken(oldSecretUntil)}.</Trans>
        </Text>
      )}
      {endpoint.replaying && (
        <Text size="sm">
          <Trans>What you asked for again is being prepared; it is sent when all of it is.</Trans>
        </Text>
      )}
      {endpoint.resuming && (
        <Text size="sm">
          <Trans>What waited is being made ready to be sent at once.</Trans>
        </Text>
      )}
      {endpoint.secretLost && (
        <Alert color="red" role="alert" c="var(--mantine-color-text)">
          <Trans>
            Its secret cannot be read any more, by a fault of the shop's. Nothing is sent until you
            rotate it, or the shop mends that.
          </Trans>
        </Alert>
      )}
    </>
  );
}
