import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { SecurityDocument, type SecurityQuery } from "../graph/graphql";
import { useLive } from "../live";
import { Recovery } from "../protection/Recovery";
import { Devices } from "./Devices";
import { Freezing } from "./Freezing";
import { Logins } from "./Logins";
import { Request } from "./Request";
import { Sessions } from "./Sessions";
import { Ways } from "./Ways";

export type Account = NonNullable<SecurityQuery["account"]>;

/** Freezing in one press, who is signed in where, and by what. */
export function SecurityPage() {
  const query = useQuery({ query: SecurityDocument });
  useLive(query[1]);
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Security</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me, account }) => {
          const zone = me?.profile?.timeZone ?? "UTC";
          return (
            <>
              {me?.membership && <Recovery membership={me.membership} account={account} />}
              {me?.membership && <Freezing membership={me.membership} zone={zone} />}
              {account && <SignedIn account={account} zone={zone} again={again} />}
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

interface Props {
  readonly account: Account;
  readonly zone: string;
  readonly again: () => void;
}

function SignedIn({ account, zone, again }: Props) {
  return (
    <>
      {account.mustSetPassword && (
        <Text fw={600} role="status">
          <Trans>Your password was taken away for your safety. Choose another one below.</Trans>
        </Text>
      )}
      <Logins account={account} zone={zone} />
      <Sessions account={account} zone={zone} again={again} />
      <Devices account={account} zone={zone} again={again} />
      <Ways account={account} zone={zone} again={again} />
      <Request />
    </>
  );
}
