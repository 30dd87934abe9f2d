import { Trans } from "@lingui/react/macro";
import { Code, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { spoken } from "../../shared/words/times";
import { SharedMemberDocument, type SharedMemberQuery } from "../graph/graphql";
import { useTold } from "../told";

/** One member as the partner may see it now. */
export function AsItIs({ memberId }: { readonly memberId: string }) {
  const query = useQuery({ query: SharedMemberDocument, variables: { memberId } });
  useTold(query[1]);
  return (
    <Asked query={query}>
      {({ sharedMember }) =>
        sharedMember ? (
          <Shown member={sharedMember} />
        ) : (
          <Text size="sm">
            <Trans>This member no longer lets you follow.</Trans>
          </Text>
        )
      }
    </Asked>
  );
}

function Shown({ member }: { readonly member: NonNullable<SharedMemberQuery["sharedMember"]> }) {
  return (
    <Stack gap={4}>
      <Text size="sm">
        <Code>{member.status}</Code> ·{" "}
        {member.entitled ? <Trans>entitled</Trans> : <Trans>not entitled</Trans>} ·{" "}
        <Code>{member.plan}</Code>
      </Text>
      <Text size="sm">
        <Trans>So since {spoken(member.since)}</Trans>
        {member.until && (
          <>
            {" "}
            · <Trans>until {spoken(member.until)}, if nothing happens</Trans>
          </>
        )}
      </Text>
      {member.cause && (
        <Text size="sm">
          <Trans>
            Because of <Code>{member.cause}</Code>, by <Code>{member.responsible}</Code>
          </Trans>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        <Trans>Told up to number {member.sequence}</Trans>
      </Text>
    </Stack>
  );
}
