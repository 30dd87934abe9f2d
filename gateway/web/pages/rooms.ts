/** The rooms of the pages; each has operations and words of its own. */
export const ROOMS = ["shared", "member", "desk", "console", "demo"] as const;
