import { Trans } from "@lingui/react/macro";
import { Button, List, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { FreezeDocument, SecurityDocument, type SecurityQuery } from "../graph/graphql";
import { useLive } from "../live";
import { Release } from "../state/Release";
import { Sessions } from "./Sessions";
import { Ways } from "./Ways";

export type Account = NonNullable<SecurityQuery["account"]>;

/** Freezing in one press, and who is signed in where. */
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
              {me?.membership && <Freezing membership={me.membership} zone={zone} />}
              {account && <Sessions account={account} zone={zone} />}
              {account && <Ways account={account} zone={zone} again={again} />}
              {account && <Logins account={account} zone={zone} />}
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

interface FreezingProps {
  readonly membership: NonNullable<NonNullable<SecurityQuery["me"]>["membership"]>;
  readonly zone: string;
}

function Freezing({ membership, zone }: FreezingProps) {
  const { run, busy, problem } = useCommand(FreezeDocument, (data) => data.freeze);
  const frozen = membership.holds.find((hold) => hold.kind === "MEMBER_FREEZE");
  return (
    <Section title={<Trans>Freeze the membership</Trans>}>
      <ProblemNote says={problem?.message} />
      {frozen ? (
        <>
          <Text>
            {frozen.latestRelease ? (
              <Trans>
                Nobody can use it until {spoken(frozen.latestRelease, zone)}. The time is given back
                to you.
              </Trans>
            ) : (
              <Trans>Nobody can use it. The time is given back to you.</Trans>
            )}
          </Text>
          <Release holds={[frozen]} />
        </>
      ) : (
        <>
          <Text>
            <Trans>
              If somebody else may be using it: nobody can for three days, and the time is given
              back to you. You end it sooner with a code.
            </Trans>
          </Text>
          <Button color="red.9" loading={busy} onClick={() => run({ hours: 72 })}>
            <Trans>Freeze it now</Trans>
          </Button>
        </>
      )}
    </Section>
  );
}

function Logins({
  account: { logins },
  zone,
}: {
  readonly account: Account;
  readonly zone: string;
}) {
  return (
    <Section title={<Trans>Sign-ins</Trans>}>
      {logins.nodes.length === 0 && (
        <Text>
          <Trans>Nobody has signed in here yet.</Trans>
        </Text>
      )}
      <List listStyleType="none" spacing="xs">
        {logins.nodes.map((login) => (
          <List.Item key={login.sessionId}>
            <Text size="sm">
              {spoken(login.at, zone)} · {login.label} · {login.place}{" "}
              {login.unfamiliar && <Trans>(from a new device)</Trans>}
            </Text>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
