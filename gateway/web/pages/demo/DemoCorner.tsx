import { Trans, useLingui } from "@lingui/react/macro";
import { Affix, Box, Button, Drawer, Stack } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconDeviceMobile } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { use, useEffect } from "react";
import { useSession } from "../shared/asking/session";
import { loadWords } from "../shared/words/language";
import { Clock } from "./Clock";
import { TheirClock, TheirPhone } from "./Phone";

const words = loadWords("demo");

/** Beside each page in development: the phone of who is signed in, and the clock. */
export default function DemoCorner() {
  use(words);
  const { t } = useLingui();
  const session = useSession();
  const [open, { close, toggle }] = useDisclosure(false);
  const shown = open && session !== null;
  const covers = useMediaQuery("(max-width: 62em)");
  const page = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: who went to another page wants to see it
  useEffect(() => {
    if (covers) close();
  }, [page]);
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
        <Button onClick={toggle} aria-expanded={open} aria-label={t`Phone and clock`} px="sm">
          <IconDeviceMobile size={18} />
          <Box component="span" visibleFrom="sm" ms="xs">
            <Trans>Phone and clock</Trans>
          </Box>
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
          <Button component={Link} to="/demo" variant="default" size="compact-md">
            <Trans>Be somebody else</Trans>
          </Button>
          {session.role === "member" ? (
            <>
              <TheirClock />
              <TheirPhone key={session.id} />
            </>
          ) : (
            <Clock />
          )}
        </Stack>
      </Drawer>
    </>
  );
}
