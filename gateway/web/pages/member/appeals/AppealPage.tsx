import { Trans } from "@lingui/react/macro";
import { Anchor, List, Paper, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useClient, useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { Attached } from "../../shared/parts/Attached";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type AppealCaseFragment, AppealDocument, AppealProgressDocument } from "../graph/graphql";
import { CaseFile } from "./CaseFile";
import { Further } from "./Further";
import { Identity } from "./Identity";
import { Reply } from "./Reply";
import { STATE, VERDICT } from "./words";

interface Props {
  readonly appeal: AppealCaseFragment;
  readonly zone: string;
}

/** One appeal: its clock, what was said, what was decided, and what can still be done. */
export function AppealPage() {
  const { number } = useParams({ from: "/member/appeals/$number" });
  const query = useQuery({ query: AppealDocument, variables: { number } });
  useProgress(query[1]);
  return (
    <Stack>
      <Anchor component={Link} to="/appeals" size="sm">
        <Trans>All appeals</Trans>
      </Anchor>
      <PageTitle>{number}</PageTitle>
      <Asked query={query}>
        {({ appeal, me }) =>
          appeal ? (
            <Case appeal={appeal} zone={me?.profile?.timeZone ?? "UTC"} />
          ) : (
            <Text>
              <Trans>You have no such appeal.</Trans>
            </Text>
          )
        }
      </Asked>
    </Stack>
  );
}

function useProgress(again: (options: { requestPolicy: "network-only" }) => void): void {
  const client = useClient();
  useEffect(() => {
    const { unsubscribe } = client
      .subscription(AppealProgressDocument, {})
      .subscribe(({ data }) => {
        if (data) again({ requestPolicy: "network-only" });
      });
    return unsubscribe;
  }, [client, again]);
}

function Case({ appeal, zone }: Props) {
  return (
    <>
      <Clock appeal={appeal} zone={zone} />
      <Decision appeal={appeal} zone={zone} />
      <Section title={<Trans>What was said</Trans>}>
        {appeal.messages.map((message) => (
          <Paper key={message.id} withBorder p="xs">
            <Text size="xs" c="dimmed">
              {message.by.kind === "MEMBER" ? (
                <Trans>You</Trans>
              ) : (
                <Reviewer letter={message.by.name} />
              )}
              {" · "}
              {spoken(message.at, zone)}
            </Text>
            <Text dir="auto">{message.text || <Trans>Files were added.</Trans>}</Text>
          </Paper>
        ))}
        {appeal.files.length > 0 && (
          <List size="sm">
            {appeal.files.map((file) => (
              <List.Item key={file.id}>
                <Attached {...file} />
              </List.Item>
            ))}
          </List>
        )}
        <Reply appeal={appeal} />
      </Section>
      <CaseFile number={appeal.number} zone={zone} />
      <Identity appeal={appeal} zone={zone} />
      <Further appeal={appeal} zone={zone} />
      <Anchor href={appeal.package.path} download size="sm">
        <Trans>All of it in one file, for an authority such as the consumer hotline 12315</Trans>
      </Anchor>
    </>
  );
}

/** A member meets people of the staff by letters. */
function Reviewer({ letter }: { readonly letter: string }) {
  return letter ? <Trans>Staff member {letter}</Trans> : <Trans>Staff</Trans>;
}

function Clock({ appeal, zone }: Props) {
  return (
    <Section title={STATE[appeal.state]}>
      {appeal.promisedAt && (
        <Text>
          <Trans>You will hear from us by {spoken(appeal.promisedAt, zone)}.</Trans>
        </Text>
      )}
      {appeal.overdue && (
        <Text>
          <Trans>We are late. What you lost is given back to you until we have answered.</Trans>
        </Text>
      )}
      {appeal.placeInQueue !== null && (
        <Text size="sm">
          <Trans>Number {appeal.placeInQueue} in the queue.</Trans>
        </Text>
      )}
      {appeal.answerUntil && (
        <Text fw={600}>
          <Trans>Answer us by {spoken(appeal.answerUntil, zone)}.</Trans>
        </Text>
      )}
    </Section>
  );
}

function Decision({ appeal: { decision, earlierDecisions }, zone }: Props) {
  if (!decision) return null;
  return (
    <Section title={VERDICT[decision.verdict]}>
      <Text dir="auto">{decision.reason}</Text>
      <Text size="sm" c="dimmed">
        {spoken(decision.at, zone)}{" "}
        {decision.automatic && <Trans>Decided by a rule; you can ask for a person.</Trans>}
      </Text>
      {decision.days !== null && decision.days > 0 && (
        <Text size="sm">
          <Trans>Given back: {decision.days} days.</Trans>
        </Text>
      )}
      {earlierDecisions.map((one) => (
        <Text key={one.at} size="sm" c="dimmed" dir="auto">
          {spoken(one.at, zone)}: {VERDICT[one.verdict]} {one.reason}
        </Text>
      ))}
    </Section>
  );
}
