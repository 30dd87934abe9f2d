import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { AccountRequestsDocument } from "../graph/graphql";
import { OneRequest } from "./OneRequest";

/** Who lost every contact of an account, and wants it back. */
export function AccountRequestsPage() {
  const query = useQuery({ query: AccountRequestsDocument });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Account recovery requests</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ accountRequests }) => (
          <Stack>
            {accountRequests.length === 0 && (
              <Text c="dimmed">
                <Trans>
                  No requests. Members who can no longer read the phone or e-mail of their account
                  ask for it here. An accepted request waits for a while, so that the real owner can
                  stop it.
                </Trans>
              </Text>
            )}
            {accountRequests.map((one) => (
              <OneRequest key={one.id} one={one} again={again} />
            ))}
          </Stack>
        )}
      </Asked>
    </Stack>
  );
}
