import { Trans } from "@lingui/react/macro";
import { useSession } from "../shared/asking/session";
import { RoomFrame, type RoomLink } from "../shared/frame/RoomFrame";
import { useEnding } from "./told";

const always: RoomLink[] = [
  { to: "/console", says: <Trans>Keys</Trans> },
  { to: "/console/webhooks", says: <Trans>Webhooks</Trans> },
  { to: "/console/feed", says: <Trans>Feed</Trans> },
];
const ofPartners: RoomLink[] = [
  ...always,
  { to: "/console/members", says: <Trans>Members who agreed</Trans> },
];
const ofTheShop: RoomLink[] = [...always, { to: "/console/charges", says: <Trans>Charges</Trans> }];

export function ConsoleRoom() {
  useEnding();
  const shop = useSession()?.role === "host";
  return (
    <RoomFrame
      name={shop ? <Trans>Console of the shop</Trans> : <Trans>Partner console</Trans>}
      links={shop ? ofTheShop : ofPartners}
    />
  );
}
