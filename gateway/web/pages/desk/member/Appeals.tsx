import { Trans } from "@lingui/react/macro";
import { Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { spoken } from "../../shared/words/times";
import { MemberAppealsDocument } from "../graph/graphql";
import { CaseLink } from "../parts/CaseLink";
import { CAUSE, STATE, useSay } from "../words";

/** What the member appealed against. */
export function Appeals({ id }: { readonly id: string }) {
  const say = useSay();
  const pages = usePages();
  const query = useQuery({ query: MemberAppealsDocument, variables: { id, after: pages.after } });
  return (
    <Asked query={query}>
      {({ member }) => (
        <Stack>
          {member?.appeals?.nodes.length === 0 && (
            <Text>
              <Trans>There is no appeal.</Trans>
            </Text>
          )}
          {member?.appeals?.nodes.map((one) => (
            <Paper key={one.id} withBorder p="sm">
              <CaseLink number={one.number} />
              <Text size="sm">
                {say(STATE[one.state])}
                {one.suspectedCause && ` · ${say(CAUSE[one.suspectedCause])}`}
              </Text>
              <Text size="xs" c="dimmed">
                {spoken(one.submittedAt)}
              </Text>
            </Paper>
          ))}
          {member?.appeals && <More pages={pages} info={member.appeals.pageInfo} />}
        </Stack>
      )}
    </Asked>
  );
}
