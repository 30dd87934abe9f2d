import { Trans } from "@lingui/react/macro";
import { ClockProvider } from "../shared/asking/clock";
import { RoomFrame } from "../shared/frame/RoomFrame";
import { KeysDialogue } from "./keys/KeysDialogue";
import { KeysProvider } from "./keys/shortcuts";
import { DeskMenu } from "./menu/DeskMenu";

export function DeskRoom() {
  return (
    <ClockProvider>
      <KeysProvider>
        <RoomFrame
          name={<Trans>Staff desk</Trans>}
          menu={<DeskMenu />}
          wide
          aside={<KeysDialogue />}
        />
      </KeysProvider>
    </ClockProvider>
  );
}
