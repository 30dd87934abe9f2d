import { Trans, useLingui } from "@lingui/react/macro";
import { Affix, Anchor, Button, Drawer, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDeviceMobile } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { use, useEffect } from "react";
import { useSession } from "../shared/asking/session";
import { loadWords } from "../shared/words/language";
import { Clock } from "./Clock";
import { Phone } from "./Phone";

const words = loadWords("demo");

/** Beside each page in development: the phone of who is signed in, and the clock. */
export default function DemoCorner() {
  use(words);
  const { t } = useLingui();
  const session = useSession();
  const [open, { close, toggle }] = useDisclosure(false);
  const shown = open && session !== null;
  useEffect(() => {
    document.body.classList.toggle("beside", shown); // see page.css: nothing lies under it
    return () => document.body.classList.remove("beside");
  }, [shown]);
  if (!session) return null;
  return (
    <>
      <Affix
        component="aside"
        aria-label={t`For trying things out`}
        position={{ bottom: 16, right: 16 }}
      >
        <Button leftSection={<IconDeviceMobile size={18} />} onClick={toggle} aria-expanded={open}>
          <Trans>Phone and clock</Trans>
        </Button>
      </Affix>
      <Drawer
        opened={open}
        onClose={close}
        position="right"
        size="sm"
        title={t`For trying things out`}
        withOverlay={false}
        lockScroll={false}
        trapFocus={false}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <Stack>
          <Clock />
          {session.role === "member" && <Phone key={session.id} />}
          <Group>
            <Anchor component={Link} to="/demo" size="sm">
              <Trans>Be somebody else</Trans>
            </Anchor>
          </Group>
        </Stack>
      </Drawer>
    </>
  );
}
