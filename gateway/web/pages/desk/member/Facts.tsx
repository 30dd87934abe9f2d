import { Trans, useLingui } from "@lingui/react/macro";
import { Section } from "../../shared/parts/Section";
import { listed, spoken } from "../../shared/words/times";
import { CaseLink } from "../parts/CaseLink";
import { type Fact, FactList } from "../parts/FactList";
import { MemberLink } from "../parts/MemberLink";
import type { Standing, Whole } from "./member";

interface Props {
  readonly member: Whole;
  readonly membership: Standing;
}

const at = (time: string | null | undefined) => time && spoken(time);

/** What belongs to a membership beside its status. */
export function Facts({ member, membership }: Props) {
  const facts = [...usePaid(member, membership), ...useAround(member, membership)];
  return (
    <Section title={<Trans>What is known</Trans>}>
      <FactList facts={facts} />
    </Section>
  );
}

function usePaid({ balance }: Whole, membership: Standing): Fact[] {
  const { t } = useLingui();
  const { owed, claim, method } = membership;
  return [
    { key: "period", is: t`Period`, says: at(membership.period.start) },
    { key: "end", is: t`Ends`, says: at(membership.period.end) },
    { key: "grace", is: t`Grace until`, says: at(membership.graceUntil) },
    { key: "renews", is: t`Renews by itself`, says: membership.autoRenew ? t`yes` : t`no` },
    { key: "balance", is: t`Balance`, says: balance?.formatted },
    { key: "owed", is: t`Owed`, says: owed.amount > 0 && owed.formatted },
    { key: "method", is: t`Method of payment`, says: method?.masked },
    { key: "offered", is: t`Renewal offered until`, says: at(membership.offeredUntil) },
    {
      key: "claim",
      is: t`Payment claimed`,
      says: claim && `${claim.orderId}, ${claim.amount.formatted}`,
    },
  ].map((fact) => ({ ...fact, says: fact.says || null }));
}

function useAround(member: Whole, membership: Standing): Fact[] {
  const { t } = useLingui();
  const { links, cover, provisional, undo, underReview } = membership;
  return [
    { key: "login", is: t`Last sign-in`, says: at(membership.lastLoginAt) },
    { key: "undo", is: t`Can be undone until`, says: at(undo?.until) },
    {
      key: "benefits",
      is: t`Benefits`,
      says: listed(membership.benefits.map(({ name }) => name.text)),
    },
    {
      key: "provisional",
      is: t`Restored for now, for`,
      says: provisional && <CaseLink number={provisional.appealNumber} />,
    },
    ...links.map(({ role, memberId }) => ({
      key: `${role} ${memberId}`,
      is: role === "MAIN" ? t`Main membership` : t`Backup membership`,
      says: <MemberLink memberId={memberId} />,
    })),
    { key: "cover", is: t`Covered by`, says: cover && <MemberLink memberId={cover.main} /> },
    {
      key: "review",
      is: t`Waits for a person`,
      says: underReview.map(({ dueAt }) => spoken(dueAt)).join(", "),
    },
    {
      key: "erasure",
      is: t`Will be erased`,
      says: member.erasure?.askedAt && at(member.erasure.eraseAt),
    },
    {
      key: "record",
      is: t`Record`,
      says: member.record && (member.record.holds ? t`as it was written` : member.record.fault),
    },
  ];
}
