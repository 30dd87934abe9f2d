import type { MessageDescriptor } from "@lingui/core";
import type { ComponentType } from "react";
import type { CorrectionDoneFragment } from "../../graph/graphql";
import type { RootField } from "../../graph/rights";
import type { Whole } from "../member";

export interface FormProps {
  readonly member: Whole;
  readonly says: string;
  /** `corrections`: what waits for a second of the staff, where it is not done yet. */
  readonly done: (corrections?: string) => void;
}

export interface Act {
  /** The mutation; whoever may not ask it is not offered it. */
  readonly asks: RootField;
  readonly says: MessageDescriptor;
  /** What comes of it, before somebody does it. */
  readonly does: MessageDescriptor;
  readonly Form: ComponentType<FormProps>;
  /** Whether there is anything to do it to. */
  readonly fits?: (member: Whole) => boolean;
}

/** The id of corrections that wait; none where they are done. */
export const waiting = ({ corrections }: CorrectionDoneFragment): string | undefined =>
  corrections?.state === "REQUESTED" ? corrections.id : undefined;
