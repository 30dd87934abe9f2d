export const MEMBER_TABS = ["now", "history", "messages", "money", "appeals", "reads"] as const;
export type MemberTab = (typeof MEMBER_TABS)[number];
