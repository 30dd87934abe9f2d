import type { StandingFragment } from "../graph/graphql";

export interface Stands {
  readonly membership: StandingFragment;
  /** Of the member, of the IANA. */
  readonly zone: string;
}

export type Explained = NonNullable<StandingFragment["explanation"]>;
