import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "urql";
import { useNow } from "../../shared/asking/clock";
import { useCommand } from "../../shared/asking/command";
import { useSession } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { spoken } from "../../shared/words/times";
import { Due, dueOf } from "../clock";
import { StandingDocument, TakeAppealDocument } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";
import { useMay } from "../may";
import { MemberLink } from "../parts/MemberLink";
import { HOLD, QUEUE, STATE, STATUS, useSay } from "../words";
import { type Case, isOpen } from "./case";
import { HandOver } from "./HandOver";

interface Props {
  readonly appeal: Case;
}

/** Whose it is, how it stands, what is due, and who has it. */
export function CaseHead({ appeal }: Props) {
  const say = useSay();
  const may = useMay();
  const now = useNow();
  const { reviewer } = appeal;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Title order={1} size="h2">
          {appeal.number}
        </Title>
        <Badge variant="light" tt="none">
          {say(STATE[appeal.state])}
        </Badge>
        {appeal.queue && (
          <Badge variant="default" tt="none">
            {say(QUEUE[appeal.queue])}
          </Badge>
        )}
        {isOpen(appeal) && <Due at={dueOf(appeal)} now={now} />}
      </Group>
      <Standing memberId={appeal.memberId} />
      <Group gap="sm">
        <Text size="sm">
          {reviewer ? (
            <Trans>{reviewer.name || reviewer.id} has it</Trans>
          ) : (
            <Trans>Nobody has it yet</Trans>
          )}
        </Text>
        {isOpen(appeal) && may("takeAppeal") && <Hands appeal={appeal} />}
      </Group>
      {appeal.answerUntil && appeal.state === "WAITING_FOR_MEMBER" && (
        <Text size="sm">
          <Trans>The member may answer until {spoken(appeal.answerUntil)}; the clock stands.</Trans>
        </Text>
      )}
      {appeal.waitsForAnother && (
        <Text size="sm">
          <Trans>It was escalated: whoever decided before has no part in it any more.</Trans>
        </Text>
      )}
    </Stack>
  );
}

/** Of the member's membership, now. */
function Standing({ memberId }: { readonly memberId: string }) {
  const say = useSay();
  const [{ data }] = useQuery({ query: StandingDocument, variables: { memberId } });
  const member = data?.member;
  const membership = member?.membership;
  return (
    <Group gap="xs">
      <MemberLink memberId={memberId} fw={600}>
        {member?.profile?.name || memberId}
      </MemberLink>
      {membership && (
        <>
          <Text size="sm">
            {membership.plan.name.text} · {say(STATUS[membership.status])}
          </Text>
          <Text size="sm" c="dimmed">
            <Trans>until {spoken(membership.period.end, undefined, "day")}</Trans>
          </Text>
          {membership.holds.map(({ kind }) => (
            <Badge key={kind} color="yellow" variant="light" tt="none">
              {say(HOLD[kind])}
            </Badge>
          ))}
        </>
      )}
    </Group>
  );
}

/** Takes it, gives it back, hands it to a colleague. */
function Hands({ appeal: { number, reviewer } }: Props) {
  const { t } = useLingui();
  const mine = useSession()?.id === reviewer?.id;
  const take = useCommand(TakeAppealDocument, (data) => data.takeAppeal);
  const press = () => take.run({ number, takeOver: reviewer !== null });
  useShortcuts(mine ? [] : [{ key: "t", says: t`Take it`, act: press }]);
  return (
    <>
      {!mine && (
        <Button size="compact-md" loading={take.busy} onClick={press}>
          {reviewer ? t`Take it over` : t`Take it`}
        </Button>
      )}
      <HandOver number={number} mine={mine} />
      <ProblemNote says={take.problem?.message} />
    </>
  );
}
