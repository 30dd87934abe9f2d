import { Trans } from "@lingui/react/macro";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { RoomTab } from "../../shared/frame/RoomFrame";
import { useMay } from "../may";
import { type DeskGroup, GROUPS } from "./groups";

/** The queues, and all else by groups; without what is not for whoever is here. */
export function DeskMenu() {
  const may = useMay();
  const groups = GROUPS.map((group) => ({
    ...group,
    links: group.links.filter((link) => may(link.asks)),
  }));
  return (
    <>
      <RoomTab to="/desk" says={<Trans>Queues</Trans>} />
      {groups.map((group) => group.links.length > 0 && <Group key={group.key} group={group} />)}
    </>
  );
}

function Group({ group: { says, links } }: { readonly group: DeskGroup }) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const inside = (to: string) => path === to || path.startsWith(`${to}/`);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-md"
          flex="none"
          variant={links.some(({ to }) => inside(String(to))) ? "light" : "subtle"}
          rightSection={<IconChevronDown size={14} />}
        >
          {says}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {links.map(({ to, says }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            aria-current={inside(String(to)) ? "page" : undefined}
          >
            {says}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
