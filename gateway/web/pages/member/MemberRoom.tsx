import { Trans } from "@lingui/react/macro";
import { RoomFrame, type RoomLink } from "../shared/frame/RoomFrame";
import { useOpened } from "./linked/opened";

const links: RoomLink[] = [
  { to: "/", says: <Trans>My membership</Trans> },
  { to: "/inbox", says: <Trans>Messages</Trans> },
  { to: "/appeals", says: <Trans>Appeals</Trans> },
  { to: "/plans", says: <Trans>Plans</Trans> },
  { to: "/history", says: <Trans>History</Trans> },
  { to: "/security", says: <Trans>Security</Trans> },
  { to: "/terms", says: <Trans>Terms</Trans> },
  { to: "/partners", says: <Trans>Partners</Trans> },
  { to: "/data", says: <Trans>My data</Trans> },
  { to: "/preferences", says: <Trans>Settings</Trans> },
];

export function MemberRoom() {
  useOpened();
  return <RoomFrame name={<Trans>Member centre</Trans>} links={links} />;
}
