import { Plural, Trans } from "@lingui/react/macro";
import { List, Stack, Text } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import type { CorrectionsSaidFragment, MemberStandingSaidFragment } from "../graph/graphql";
import { MemberLink } from "../parts/MemberLink";

/** What it would do to some of its members, tried out beforehand. */
export function TriedOut({ one }: { readonly one: CorrectionsSaidFragment }) {
  const { sample, contradicting } = one;
  return (
    <Stack gap="xs">
      {contradicting.map(({ code, members }) => (
        <Text key={code} size="sm">
          {code}: <Plural value={members} one="# member" other="# members" />
        </Text>
      ))}
      <List size="sm">
        {sample.map(({ memberId, before, after, message }) => (
          <List.Item key={memberId}>
            <MemberLink memberId={memberId} />: {message}
            {!message && (
              <>
                <Stands how={before} /> → <Stands how={after} />
              </>
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Stands({ how }: { readonly how: MemberStandingSaidFragment | null | undefined }) {
  if (!how) return <Trans>no membership</Trans>;
  const { plan, entitled, periodEnd, balance } = how;
  return (
    <>
      {plan} {entitled ? <Trans>entitled</Trans> : <Trans>not entitled</Trans>}
      {periodEnd && `, ${spoken(periodEnd, undefined, "day")}`}, {balance.formatted}
    </>
  );
}
