import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, AppShell, Box, Button, Container, Group, Scroller, Text } from "@mantine/core";
import { Link, type LinkProps, Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useClient } from "urql";
import { leave, useMaySignInAgain, useSession } from "../asking/session";
import { SignOutDocument } from "../graph/graphql";
import { Looks } from "./Looks";

export interface RoomLink {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly says: ReactNode;
}

interface Props {
  readonly name: ReactNode;
  readonly links?: readonly RoomLink[];
  /** Of a room with more pages than tabs have place for. */
  readonly menu?: ReactNode;
  /** Of the content; a desk takes all there is. */
  readonly wide?: boolean;
  /** What the room has beside the looks. */
  readonly aside?: ReactNode;
}

/** A room: its name, its pages, and what is the same everywhere. */
export function RoomFrame({ name, links = [], menu, wide = false, aside }: Props) {
  const { t } = useLingui();
  const signedIn = useMaySignInAgain();
  const router = useRouter();
  useEffect(() => {
    if (!signedIn) router.invalidate(); // who is not signed in any more goes to do so
  }, [signedIn, router]);
  return (
    <AppShell header={{ height: 96 }} padding={0}>
      <AppShell.Header>
        <SkipLink />
        <Container fluid={wide} size="lg" h={52}>
          <Group h="100%" justify="space-between" wrap="nowrap">
            <Text fw={700} c="var(--mantine-primary-color-text)" truncate>
              {name}
            </Text>
            <Group gap={4} wrap="nowrap">
              {aside}
              <Looks />
              <SignOut />
            </Group>
          </Group>
        </Container>
        <Container fluid={wide} size="lg" h={44}>
          <Scroller
            draggable={false}
            startControlProps={{ "aria-label": t`Earlier pages` }}
            endControlProps={{ "aria-label": t`More pages` }}
          >
            <Group component="nav" aria-label={t`Pages`} gap="xs" wrap="nowrap">
              {links.map((link) => (
                <RoomTab key={link.to} {...link} />
              ))}
              {menu}
            </Group>
          </Scroller>
        </Container>
      </AppShell.Header>
      <AppShell.Main>
        <Container fluid={wide} size="sm" pt="md" pb={80} id="content">
          <Outlet />
        </Container>
      </AppShell.Main>
    </AppShell>
  );
}

export function RoomTab({ to, says }: RoomLink) {
  const here = useLocation({ select: ({ pathname }) => pathname === to });
  const tab = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (here && tab.current) centre(tab.current);
  }, [here]);
  return (
    <Button
      component={Link}
      ref={tab}
      to={to}
      size="compact-md"
      variant={here ? "light" : "subtle"}
      flex="none"
      aria-current={here ? "page" : undefined}
    >
      {says}
    </Button>
  );
}

/** In the middle of its row. The keyboard begins where `scrollIntoView` went, past the first link. */
function centre(tab: HTMLElement): void {
  const row = tab.closest(".mantine-Scroller-container");
  if (!row) return;
  const [at, around] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += at.left + at.width / 2 - around.left - around.width / 2;
}

function SkipLink() {
  return (
    <Box component="a" href="#content" className="skip-link">
      <Trans>To the content</Trans>
    </Box>
  );
}

function SignOut() {
  const client = useClient();
  const session = useSession();
  if (!session) return null;
  const out = async () => {
    await client.mutation(SignOutDocument, {}).toPromise(); // refused or not: nothing is kept here
    leave();
  };
  return (
    <Anchor component="button" type="button" size="sm" onClick={out}>
      <Trans>Sign out</Trans>
    </Anchor>
  );
}
