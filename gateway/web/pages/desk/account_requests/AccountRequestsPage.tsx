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
        <Trans>Accounts asked back</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ accountRequests }) => (
          <Stack>
            {accountRequests.length === 0 && (
              <Text c="dimmed">
                <Trans>
                  Nobody asks. Who can read neither the phone nor the e-mail of an account any more
                  asks here to have it back; what is accepted waits, so that the owner can stop it.
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
