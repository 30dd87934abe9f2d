import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { RoomLink } from "../../shared/frame/RoomFrame";
import type { RootField } from "../graph/rights";

export interface DeskLink extends RoomLink {
  /** What the page asks first: whoever may not ask it has no use for the page. */
  readonly asks: RootField;
}

export interface DeskGroup {
  readonly key: string;
  readonly says: ReactNode;
  readonly links: readonly DeskLink[];
}

const members: DeskGroup = {
  key: "members",
  says: <Trans>Members</Trans>,
  links: [
    { to: "/desk/members", says: <Trans>Find a member</Trans>, asks: "findMembers" },
    { to: "/desk/at-risk", says: <Trans>Members at risk</Trans>, asks: "membersAtRisk" },
    { to: "/desk/corrections", says: <Trans>Corrections</Trans>, asks: "corrections" },
    { to: "/desk/bulk", says: <Trans>Bulk corrections</Trans>, asks: "draftCorrections" },
    {
      to: "/desk/rectifications",
      says: <Trans>Disputed records</Trans>,
      asks: "openRectifications",
    },
    {
      to: "/desk/account-requests",
      says: <Trans>Account recovery requests</Trans>,
      asks: "accountRequests",
    },
    { to: "/desk/reads", says: <Trans>Access log</Trans>, asks: "staffReads" },
  ],
};

const work: DeskGroup = {
  key: "work",
  says: <Trans>Work</Trans>,
  links: [
    { to: "/desk/notices", says: <Trans>Your notifications</Trans>, asks: "staffNotices" },
    { to: "/desk/tasks", says: <Trans>Members to contact</Trans>, asks: "staffTasks" },
    { to: "/desk/incidents", says: <Trans>Incidents</Trans>, asks: "incidents" },
    { to: "/desk/stopped", says: <Trans>Stopped mass losses</Trans>, asks: "massLosses" },
    { to: "/desk/damaged", says: <Trans>Damaged records</Trans>, asks: "recordIncidents" },
  ],
};

const partners: DeskGroup = {
  key: "partners",
  says: <Trans>Partners</Trans>,
  links: [{ to: "/desk/partners", says: <Trans>Partners and their keys</Trans>, asks: "partners" }],
};

const rules: DeskGroup = {
  key: "rules",
  says: <Trans>Rules</Trans>,
  links: [
    { to: "/desk/clauses", says: <Trans>Member agreement</Trans>, asks: "clauses" },
    { to: "/desk/plans", says: <Trans>Catalogue</Trans>, asks: "planVersions" },
    { to: "/desk/templates", says: <Trans>Templates of messages</Trans>, asks: "templates" },
    { to: "/desk/answers", says: <Trans>Templates of answers</Trans>, asks: "answerTemplates" },
    { to: "/desk/queue-rules", says: <Trans>Queue rules</Trans>, asks: "queueRules" },
    { to: "/desk/calendar", says: <Trans>Business calendar</Trans>, asks: "businessCalendar" },
    { to: "/desk/people", says: <Trans>Staff</Trans>, asks: "staff" },
  ],
};

const running: DeskGroup = {
  key: "running",
  says: <Trans>Operations</Trans>,
  links: [
    { to: "/desk/operations", says: <Trans>How it stands</Trans>, asks: "operations" },
    { to: "/desk/dead-letters", says: <Trans>Undeliverable messages</Trans>, asks: "deadLetters" },
    { to: "/desk/campaigns", says: <Trans>Announcements</Trans>, asks: "campaigns" },
    { to: "/desk/figures", says: <Trans>Appeal statistics</Trans>, asks: "measureAppeals" },
    { to: "/desk/retention", says: <Trans>Data retention</Trans>, asks: "retentionPreview" },
  ],
};

/** The pages of the desk beside its queues, in the order of the menu. */
export const GROUPS: readonly DeskGroup[] = [members, work, partners, rules, running];
