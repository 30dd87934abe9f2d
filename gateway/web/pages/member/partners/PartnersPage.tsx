import { Trans } from "@lingui/react/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  AllowPartnerDocument,
  PartnersDocument,
  type PartnersQuery,
  WithdrawPartnerDocument,
} from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";

type Follow = NonNullable<NonNullable<PartnersQuery["me"]>["partners"]>[number];
type Available = PartnersQuery["availablePartners"]["nodes"][number];

interface Again {
  readonly again: () => void;
}

/** Who outside sees how the membership stands, and who may. */
export function PartnersPage() {
  const query = useQuery({ query: PartnersDocument });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Partners</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me, availablePartners: { nodes } }) => {
          const follows = (me?.partners ?? []).filter((one) => !one.endedAt);
          const others = nodes.filter(
            (one) => !follows.some((follow) => follow.partnerId === one.partnerId),
          );
          return (
            <>
              {follows.length === 0 && (
                <Text>
                  <Trans>Nobody outside can see your membership status.</Trans>
                </Text>
              )}
              {follows.map((one) => (
                <Seen
                  key={one.partnerId}
                  follow={one}
                  zone={me?.profile?.timeZone ?? "UTC"}
                  again={again}
                />
              ))}
              {others.map((one) => (
                <Unseen key={one.partnerId} partner={one} again={again} />
              ))}
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

function Seen({ follow, zone, again }: Again & { readonly follow: Follow; readonly zone: string }) {
  const { run, busy, problem } = useCommand(
    WithdrawPartnerDocument,
    (data) => data.withdrawPartner,
  );
  const press = async () => {
    if (await run({ partnerId: follow.partnerId })) again();
  };
  return (
    <Section title={follow.name}>
      <Text>{follow.sees.text}</Text>
      <Text size="sm" c="dimmed">
        <Trans>Since {spoken(follow.allowedAt, zone)}</Trans>
      </Text>
      <ProblemNote says={problem?.message} />
      <Button variant="default" loading={busy} onClick={press}>
        <Trans>Let it see nothing any more</Trans>
      </Button>
    </Section>
  );
}

function Unseen({ partner: { partnerId, name }, again }: Again & { readonly partner: Available }) {
  const { run, busy, problem } = useCommand(AllowPartnerDocument, (data) => data.allowPartner);
  const allow = async (code?: string) => {
    if (await run({ partnerId }, code ? { code } : {})) again();
  };
  return (
    <Section title={name}>
      <Confirmed
        purpose="ALLOW_PARTNER"
        says={<Trans>Let it see my status</Trans>}
        act={allow}
        busy={busy}
        problem={problem}
      />
    </Section>
  );
}
