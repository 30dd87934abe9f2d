import { Trans } from "@lingui/react/macro";
import { RoomFrame, type RoomLink } from "../shared/frame/RoomFrame";

const links: RoomLink[] = [{ to: "/console", says: <Trans>Keys</Trans> }];

export function ConsoleRoom() {
  return <RoomFrame name={<Trans>Partner console</Trans>} links={links} wide />;
}
