import { Trans } from "@lingui/react/macro";
import { Box, Button, type ButtonProps, Group, NavLink, Popover, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconMenu2 } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { RoomTab } from "../../shared/frame/RoomFrame";
import { useMay } from "../may";
import { type DeskGroup, type DeskLink, GROUPS } from "./groups";

/** The queues, and all else by groups; without what is not for whoever is here. */
export function DeskMenu() {
  const may = useMay();
  const groups = GROUPS.map((group) => ({
    ...group,
    links: group.links.filter((link) => may(link.asks)),
  })).filter(({ links }) => links.length > 0);
  return (
    <>
      <RoomTab to="/desk" says={<Trans>Queues</Trans>} />
      <Group gap="xs" wrap="nowrap" visibleFrom="sm">
        {groups.map((group) => (
          <OneGroup key={group.key} group={group} />
        ))}
      </Group>
      <Whole groups={groups} />
    </>
  );
}

/** On a phone: a row of groups would be cut at its edge. */
function Whole({ groups }: { readonly groups: readonly DeskGroup[] }) {
  return (
    <Box hiddenFrom="sm" flex="none">
      <Unfolding
        says={<Trans>All pages</Trans>}
        icon={{ leftSection: <IconMenu2 size={14} /> }}
        links={groups.flatMap((group) => group.links)}
      >
        {(close) =>
          groups.map(({ key, says, links }) => (
            <div key={key}>
              <Text size="xs" c="dimmed" px="sm" pt="xs">
                {says}
              </Text>
              <Items links={links} close={close} />
            </div>
          ))
        }
      </Unfolding>
    </Box>
  );
}

function OneGroup({ group: { says, links } }: { readonly group: DeskGroup }) {
  return (
    <Unfolding says={says} icon={{ rightSection: <IconChevronDown size={14} /> }} links={links}>
      {(close) => <Items links={links} close={close} />}
    </Unfolding>
  );
}

interface UnfoldingProps {
  readonly says: ReactNode;
  readonly icon: Pick<ButtonProps, "leftSection" | "rightSection">;
  readonly links: readonly DeskLink[];
  readonly children: (close: () => void) => ReactNode;
}

/** Links to pages are links, not the items of a menu: they open in another tab, too. */
function Unfolding({ says, icon, links, children }: UnfoldingProps) {
  const here = useHere();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <Popover position="bottom-start" opened={opened} onDismiss={close} trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-md"
          flex="none"
          variant={links.some(here) ? "light" : "subtle"}
          onClick={toggle}
          {...icon}
        >
          {says}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} mah="75vh" style={{ overflowY: "auto" }}>
        {children(close)}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ItemsProps {
  readonly links: readonly DeskLink[];
  readonly close: () => void;
}

function Items({ links, close }: ItemsProps) {
  const here = useHere();
  return links.map((link) => (
    <NavLink
      key={link.to}
      component={Link}
      to={link.to}
      label={link.says}
      active={here(link)}
      onClick={close}
      aria-current={here(link) ? "page" : undefined}
    />
  ));
}

/** Whether the page that is open is one of a link's. */
function useHere(): (link: DeskLink) => boolean {
  const path = useLocation({ select: ({ pathname }) => pathname });
  return ({ to }) => path === to || path.startsWith(`${to}/`);
}
