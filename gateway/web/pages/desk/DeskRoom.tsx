import { Trans } from "@lingui/react/macro";
import { RoomFrame, type RoomLink } from "../shared/frame/RoomFrame";

const links: RoomLink[] = [{ to: "/desk", says: <Trans>Queues</Trans> }];

export function DeskRoom() {
  return <RoomFrame name={<Trans>Staff desk</Trans>} links={links} wide />;
}
