import { Trans, useLingui } from "@lingui/react/macro";
import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type AccountRequestsQuery, DecideAccountRequestDocument } from "../graph/graphql";
import { FactList } from "../parts/FactList";
import { MemberLink } from "../parts/MemberLink";
import { ReasonForm } from "../parts/ReasonForm";
import { useSay } from "../words";
import { REQUEST } from "./words";

type Request = AccountRequestsQuery["accountRequests"][number];

interface Props {
  readonly one: Request;
  readonly again: () => void;
}

/** What is known of who asks, beside what is known of the account. */
export function OneRequest({ one, again }: Props) {
  const say = useSay();
  return (
    <Section title={say(REQUEST[one.state])}>
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
        {one.words}
      </Text>
      <FactList facts={useFacts(one)} />
      {one.openSessions > 0 && (
        <Text size="sm" fw={600}>
          <Trans>Somebody is signed in to it now: is it the owner?</Trans>
        </Text>
      )}
      {one.state === "ASKED" && <Decide one={one} again={again} />}
    </Section>
  );
}

function useFacts(one: Request) {
  const { t } = useLingui();
  const never = t`never`;
  const at = (time: string | null | undefined) => (time ? spoken(time) : never);
  return [
    { key: "member", is: t`Account`, says: <MemberLink memberId={one.memberId} /> },
    { key: "handles", is: t`Found by`, says: one.handles.join(", ") },
    { key: "new", is: t`To be found by`, says: one.newContact },
    { key: "asked", is: t`Asked`, says: spoken(one.askedAt) },
    { key: "opened", is: t`Opened`, says: spoken(one.openedAt) },
    { key: "last", is: t`Last sign-in`, says: at(one.lastSignedInAt) },
    { key: "open", is: t`Open sessions`, says: one.openSessions },
    { key: "proven", is: t`Proven who they are`, says: at(one.identityProvenAt) },
    { key: "until", is: t`Can be stopped until`, says: one.until && spoken(one.until) },
  ];
}

function Decide({ one, again }: Props) {
  const { t } = useLingui();
  const [verdict, setVerdict] = useState("");
  return (
    <ReasonForm
      document={DecideAccountRequestDocument}
      answerOf={(data) => data.decideAccountRequest}
      given={verdict ? { id: one.id, accept: verdict === "yes" } : null}
      says={t`Decide`}
      done={again}
    >
      <SegmentedControl
        aria-label={t`Decision`}
        data={[
          { value: "yes", label: t`It is the owner` },
          { value: "no", label: t`It is not shown to be` },
        ]}
        value={verdict}
        onChange={setVerdict}
      />
    </ReasonForm>
  );
}
