import type { Disowned } from "../graph/graphql";

/** Alerts of what a person did, and how to say that it was somebody else; a sign-in has a place of its own. */
export const DISOWNABLE: Readonly<Record<string, Exclude<Disowned, "ORDER">>> = {
  MembershipCancelled: "EVENT",
  MembershipDowngraded: "EVENT",
  MembershipUpgraded: "EVENT",
  PartnerAllowed: "EVENT",
  LinkOffered: "EVENT",
  LinkAgreed: "EVENT",
  TransferOffered: "EVENT",
  TransferAgreed: "EVENT",
  GiftOffered: "EVENT",
  GiftAgreed: "EVENT",
  ErasureAsked: "EVENT",
  ContactChanged: "CONTACT",
  SignedIn: "LOGIN",
  PasswordSet: "LOGIN",
  RefreshTokenReused: "LOGIN",
  HandleChanged: "LOGIN",
  FactorAdded: "LOGIN",
  FactorRemoved: "LOGIN",
  RecoveryCodesMade: "LOGIN",
  RecoveryCodeUsed: "LOGIN",
  PasskeyCounterWentBack: "LOGIN",
};
