import { Trans } from "@lingui/react/macro";
import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import { HOLD, STATUS, useSay } from "../words";
import { ActMenu } from "./acts/ActMenu";
import { Contact } from "./Contact";
import type { Whole } from "./member";

interface Props {
  readonly member: Whole;
  readonly again: () => void;
}

/** Who it is, how the membership stands, and what staff may do about it. */
export function MemberHead({ member, again }: Props) {
  const say = useSay();
  const { membership, profile, memberId } = member;
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="start">
        <Group gap="sm">
          <Title order={1} size="h2">
            {profile?.name || memberId}
          </Title>
          {membership && (
            <Badge variant="light" tt="none" color={membership.entitled ? "brand" : "red"}>
              {say(STATUS[membership.status])}
            </Badge>
          )}
          {membership?.holds.map(({ kind }) => (
            <Badge key={kind} color="yellow" variant="light" tt="none">
              {say(HOLD[kind])}
            </Badge>
          ))}
        </Group>
        <ActMenu member={member} again={again} />
      </Group>
      <Text size="sm">
        {memberId}
        {membership && ` · ${membership.plan.name.text} · ${membership.price.formatted}`}
        {membership && " · "}
        {membership && <Trans>paid until {spoken(membership.period.end, undefined, "day")}</Trans>}
      </Text>
      {profile && <Contact memberId={memberId} masked={profile} />}
    </Stack>
  );
}
