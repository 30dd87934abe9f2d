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
  links: [{ to: "/desk/members", says: <Trans>Find a member</Trans>, asks: "findMembers" }],
};

const work: DeskGroup = {
  key: "work",
  says: <Trans>Work</Trans>,
  links: [],
};

const rules: DeskGroup = {
  key: "rules",
  says: <Trans>Rules</Trans>,
  links: [],
};

const running: DeskGroup = {
  key: "running",
  says: <Trans>Operations</Trans>,
  links: [],
};

/** The pages of the desk beside its queues, in the order of the menu. */
export const GROUPS: readonly DeskGroup[] = [members, work, rules, running];
