import { Trans } from "@lingui/react/macro";
import { RoomFrame, type RoomLink } from "../shared/frame/RoomFrame";

const links: RoomLink[] = [{ to: "/", says: <Trans>My membership</Trans> }];

export function MemberRoom() {
  return <RoomFrame name={<Trans>Member centre</Trans>} links={links} />;
}
