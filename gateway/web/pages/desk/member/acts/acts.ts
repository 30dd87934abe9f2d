import { msg } from "@lingui/core/macro";
import type { Whole } from "../member";
import { EndSessions, ResetPassword } from "./account";
import type { Act } from "./act";
import { CancelIt, CloseIt, Merge } from "./endings";
import { GrantDays, GrantPlan } from "./grants";
import { PlaceHold, ReleaseHold, ReviewRenewal } from "./holds";
import { Adjust, RefuseClaim, Withdraw } from "./money";
import { Lift, Suppress } from "./reach";

export type { Act } from "./act";

const holds = ({ membership }: Whole) => membership?.holds ?? [];
const joined = ({ membership }: Whole) => membership !== null;

const GRANTS: readonly Act[] = [
  {
    asks: "grantDays",
    says: msg`Grant days`,
    does: msg`The period is longer by so many days.`,
    Form: GrantDays,
    fits: joined,
  },
  {
    asks: "grantPlan",
    says: msg`Grant a plan`,
    does: msg`For the rest of the period where it is a higher plan, or a new period where none runs. Nobody pays for it.`,
    Form: GrantPlan,
  },
];

const HOLDS: readonly Act[] = [
  {
    asks: "placeHold",
    says: msg`Place a hold`,
    does: msg`Benefits stand still until it is released; the membership does not end.`,
    Form: PlaceHold,
    fits: joined,
  },
  {
    asks: "releaseMemberHold",
    says: msg`Release a hold`,
    does: msg`Benefits are back once no other hold stands.`,
    Form: ReleaseHold,
    fits: (member) => holds(member).length > 0,
  },
  {
    asks: "reviewThirdPartyRenewal",
    says: msg`Decide about a renewal by a third party`,
    does: msg`Says whether it came through an unofficial channel, and ends the hold.`,
    Form: ReviewRenewal,
    fits: (member) => holds(member).some(({ kind }) => kind === "THIRD_PARTY_RENEWAL"),
  },
];

const MONEY: readonly Act[] = [
  {
    asks: "adjustBalance",
    says: msg`Adjust the balance`,
    does: msg`Adds to the balance, or takes from it. It is booked with the reason.`,
    Form: Adjust,
  },
  {
    asks: "withdrawBalance",
    says: msg`Pay out from the balance`,
    does: msg`What the shop has paid back to the member leaves the balance.`,
    Form: Withdraw,
  },
  {
    asks: "refusePaymentClaim",
    says: msg`Refuse a payment claim`,
    does: msg`The payment that the member told us of is not taken for made.`,
    Form: RefuseClaim,
    fits: ({ membership }) => membership?.claim != null,
  },
];

const REACH: readonly Act[] = [
  {
    asks: "suppressAddress",
    says: msg`Send nothing to an address`,
    does: msg`Nothing goes there any more; what has to be told goes by another channel.`,
    Form: Suppress,
  },
  {
    asks: "liftSuppression",
    says: msg`Send to an address again`,
    does: msg`What keeps messages from it is lifted.`,
    Form: Lift,
  },
];

const ACCOUNT: readonly Act[] = [
  {
    asks: "endSessionsOf",
    says: msg`End all sessions`,
    does: msg`Whoever is signed in to this account has to sign in anew.`,
    Form: EndSessions,
  },
  {
    asks: "resetPasswordOf",
    says: msg`Take the password away`,
    does: msg`All sessions end, and a new password has to be set by a code.`,
    Form: ResetPassword,
  },
];

const ENDINGS: readonly Act[] = [
  {
    asks: "cancelMembership",
    says: msg`Cancel the membership`,
    does: msg`It ends now. The member is told why, and can appeal.`,
    Form: CancelIt,
    fits: joined,
  },
  {
    asks: "closeMembership",
    says: msg`Close the membership`,
    does: msg`It ends for good; the balance is paid out before.`,
    Form: CloseIt,
    fits: joined,
  },
  {
    asks: "mergeMembers",
    says: msg`Merge with another account`,
    does: msg`Another account of the same person ends; the higher plan and both balances go on here. A second person always confirms it.`,
    Form: Merge,
  },
];

export const ACTS: readonly (readonly Act[])[] = [GRANTS, HOLDS, MONEY, REACH, ACCOUNT, ENDINGS];
