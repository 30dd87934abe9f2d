import { Trans } from "@lingui/react/macro";
import { RoomFrame, type RoomLink } from "../shared/frame/RoomFrame";
import { KeysDialogue } from "./keys/KeysDialogue";
import { KeysProvider } from "./keys/shortcuts";

const links: RoomLink[] = [{ to: "/desk", says: <Trans>Queues</Trans> }];

export function DeskRoom() {
  return (
    <KeysProvider>
      <RoomFrame name={<Trans>Staff desk</Trans>} links={links} wide aside={<KeysDialogue />} />
    </KeysProvider>
  );
}
