import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Menu, Stack, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { Dialogue } from "../../../shared/parts/Dialogue";
import { useShortcuts } from "../../keys/shortcuts";
import { useMay } from "../../may";
import { useSay } from "../../words";
import type { Whole } from "../member";
import { ACTS, type Act } from "./acts";

interface Props {
  readonly member: Whole;
  readonly again: () => void;
}

/** What this kind of staff may do about a membership that stands so. */
export function ActMenu({ member, again }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const may = useMay();
  const [menu, setMenu] = useState(false);
  const [act, setAct] = useState<Act | null>(null);
  const [waiting, setWaiting] = useState<string | null>(null);
  const groups = ACTS.map((group) =>
    group.filter(({ asks, fits = () => true }) => may(asks) && fits(member)),
  ).filter((group) => group.length > 0);
  useShortcuts([{ key: "e", says: t`Change something of this member`, act: () => setMenu(true) }]);
  if (groups.length === 0) return null;
  const done = (corrections?: string) => {
    setAct(null);
    setWaiting(corrections ?? null);
    again();
  };
  return (
    <>
      <Menu opened={menu} onChange={setMenu} position="bottom-end">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={16} />}>
            <Trans>Change something</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {groups.map((group, place) => (
            <Fragment key={group[0]?.asks}>
              {place > 0 && <Menu.Divider />}
              {group.map((one) => (
                <Menu.Item key={one.asks} onClick={() => setAct(one)}>
                  {say(one.says)}
                </Menu.Item>
              ))}
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Dialogue opened={act !== null} onClose={() => setAct(null)} title={act && say(act.says)}>
        {act && (
          <Stack>
            <Text size="sm">{say(act.does)}</Text>
            <act.Form member={member} says={say(act.says)} done={done} />
          </Stack>
        )}
      </Dialogue>
      <Dialogue
        opened={waiting !== null}
        onClose={() => setWaiting(null)}
        title={<Trans>It waits for a second person</Trans>}
      >
        <Text size="sm">
          <Trans>It is above what one of the staff does alone. Nothing has changed yet.</Trans>
        </Text>
        {waiting && (
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link to="/desk/corrections/$id" params={{ id: waiting }} {...props} />
            )}
          >
            <Trans>Look at it</Trans>
          </Anchor>
        )}
      </Dialogue>
    </>
  );
}
