import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useNow } from "../../shared/asking/clock";
import { useCommand } from "../../shared/asking/command";
import { useSession } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { spoken } from "../../shared/words/times";
import { Due, dueOf } from "../clock";
import { TakeAppealDocument } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";
import { useMay } from "../may";
import { MemberLink } from "../parts/MemberLink";
import { HOLD, QUEUE, STATE, STATUS, useSay } from "../words";
import { type Case, isOpen } from "./case";
import { HandOver } from "./HandOver";
import type { Standing } from "./standing";

interface Props {
  readonly appeal: Case;
}

/** Whose it is, how it stands, what is due, and who has it. */
export function CaseHead({ appeal, standing }: Props & { readonly standing: Standing | null }) {
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
      <Stands memberId={appeal.memberId} standing={standing} />
      <Group gap="sm">
        <Text size="sm">
          {reviewer ? (
            <Trans>Assigned to {reviewer.name || reviewer.id}</Trans>
          ) : (
            <Trans>Not assigned yet</Trans>
          )}
        </Text>
        {isOpen(appeal) && may("takeAppeal") && <Hands appeal={appeal} />}
      </Group>
      {appeal.answerUntil && appeal.state === "WAITING_FOR_MEMBER" && (
        <Text size="sm">
          <Trans>
            The member may answer until {spoken(appeal.answerUntil)}; the deadline is paused until
            then.
          </Trans>
        </Text>
      )}
      {appeal.waitsForAnother && (
        <Text size="sm">
          <Trans>It was escalated: whoever decided it before no longer works on it.</Trans>
        </Text>
      )}
    </Stack>
  );
}

interface StandsProps {
  readonly memberId: string;
  readonly standing: Standing | null;
}

/** Of the member's membership, now. */
function Stands({ memberId, standing }: StandsProps) {
  const say = useSay();
  const membership = standing?.membership;
  return (
    <Group gap="xs">
      <MemberLink memberId={memberId} fw={600}>
        {standing?.profile?.name || memberId}
      </MemberLink>
      {membership && (
        <>
          <Text size="sm">
            {membership.plan.name.text} · {say(STATUS[membership.status])}
          </Text>
          <Text size="sm" c="dimmed">
            <PaidUntil {...membership} />
          </Text>
          {membership.provisional?.inForce && (
            <Badge color="yellow" variant="light" tt="none">
              <Trans>Restored until this is decided</Trans>
            </Badge>
          )}
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

type Membership = NonNullable<Standing["membership"]>;

/** Nothing of a time that is not paid for: it was restored for as long as the answer is late. */
function PaidUntil({ entitled, provisional, period }: Membership) {
  const end = spoken(period.end, undefined, "day");
  if (provisional?.inForce) return null;
  return entitled ? <Trans>until {end}</Trans> : <Trans>paid up to {end}</Trans>;
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
