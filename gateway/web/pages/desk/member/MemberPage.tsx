import { Trans } from "@lingui/react/macro";
import { Stack, Tabs, Text } from "@mantine/core";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { MemberWholeDocument } from "../graph/graphql";
import { useMemberChanged } from "../live";
import { useMay } from "../may";
import { Alerts } from "./Alerts";
import { Appeals } from "./Appeals";
import { History } from "./History";
import { MemberHead } from "./MemberHead";
import { Money } from "./Money";
import type { Whole } from "./member";
import { Reads } from "./Reads";
import { Stands } from "./Stands";
import type { MemberTab } from "./tabs";

/** One member, whole. What is not looked at is not asked for, as each look is kept. */
export function MemberPage() {
  const { memberId } = useParams({ from: "/desk/members/$memberId" });
  const query = useQuery({ query: MemberWholeDocument, variables: { id: memberId } });
  const again = () => query[1]({ requestPolicy: "network-only" });
  useMemberChanged(memberId, again);
  return (
    <Asked query={query}>
      {({ member }) =>
        member ? <OneMember key={memberId} member={member} again={again} /> : <Nobody />
      }
    </Asked>
  );
}

function Nobody() {
  return (
    <Text py="xl">
      <Trans>No member has this id.</Trans>
    </Text>
  );
}

interface Props {
  readonly member: Whole;
  readonly again: () => void;
}

interface Tab {
  readonly key: MemberTab;
  readonly says: ReactNode;
  readonly show: () => ReactNode;
}

function OneMember({ member, again }: Props) {
  const may = useMay();
  const navigate = useNavigate({ from: "/desk/members/$memberId" });
  const { show = "now" } = useSearch({ from: "/desk/members/$memberId" });
  const { memberId } = member;
  const tabs: Tab[] = [
    { key: "now", says: <Trans>Now</Trans>, show: () => <Stands member={member} /> },
    { key: "history", says: <Trans>History</Trans>, show: () => <History id={memberId} /> },
    { key: "messages", says: <Trans>Messages</Trans>, show: () => <Alerts id={memberId} /> },
    { key: "money", says: <Trans>Money</Trans>, show: () => <Money id={memberId} /> },
    { key: "appeals", says: <Trans>Appeals</Trans>, show: () => <Appeals id={memberId} /> },
    { key: "reads", says: <Trans>Access log</Trans>, show: () => <Reads id={memberId} /> },
  ];
  const shown = tabs.filter(({ key }) => key !== "reads" || may("staffReads"));
  return (
    <Stack>
      <MemberHead member={member} again={again} />
      <Tabs
        value={show}
        onChange={(tab) => navigate({ search: { show: tab as MemberTab }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          {shown.map(({ key, says }) => (
            <Tabs.Tab key={key} value={key}>
              {says}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map(({ key, show }) => (
          <Tabs.Panel key={key} value={key} pt="md">
            {show()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
