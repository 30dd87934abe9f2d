import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { spoken } from "../../shared/words/times";
import { type ColleagueFragment, PeopleDocument } from "../graph/graphql";
import { useMay } from "../may";
import { Empty } from "../parts/Empty";
import { Listing } from "../parts/Listing";
import { useSay } from "../words";
import { Colleague } from "./Colleague";
import { Invite } from "./Invite";
import { KIND, STAFF_STATE } from "./words";

/** Who works here, and as what. */
export function PeoplePage() {
  const { t } = useLingui();
  const may = useMay();
  const [left, setLeft] = useState(false);
  const query = useQuery({ query: PeopleDocument, variables: { left } });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <Group justify="space-between">
        <PageTitle>
          <Trans>Staff</Trans>
        </PageTitle>
        <Switch
          label={t`Also who left`}
          checked={left}
          onChange={(event) => setLeft(event.currentTarget.checked)}
        />
      </Group>
      {may("inviteStaff") && <Invite invited={again} />}
      <Asked query={query}>
        {({ staff }) =>
          staff.length === 0 ? (
            <Empty says={<Trans>Nobody is listed.</Trans>}>
              <Trans>
                Who is invited stands here and joins with the code of the mail, a password and an
                authenticator app. Where staff sign in with an identity provider of yours, they are
                kept there, and nobody is listed here.
              </Trans>
            </Empty>
          ) : (
            <People staff={staff} changed={again} />
          )
        }
      </Asked>
    </Stack>
  );
}

interface Props {
  readonly staff: readonly ColleagueFragment[];
  readonly changed: () => void;
}

function People({ staff, changed }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const may = useMay();
  return (
    <Listing
      label={t`Staff`}
      rows={staff}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", says: <Trans>Name</Trans>, cell: ({ name, id }) => name || id },
        { key: "kind", says: <Trans>Kind</Trans>, cell: ({ kind }) => say(KIND[kind]) },
        {
          key: "state",
          says: <Trans>Standing</Trans>,
          cell: ({ state, since, invitedUntil }) => (
            <>
              <Text size="sm">{say(STAFF_STATE[state])}</Text>
              <Text size="xs" c="dimmed">
                {invitedUntil ? (
                  <Trans>the code is good until {spoken(invitedUntil)}</Trans>
                ) : (
                  <Trans>since {spoken(since)}</Trans>
                )}
              </Text>
            </>
          ),
        },
        {
          key: "acts",
          says: <Trans>Change</Trans>,
          cell: (one) =>
            may("changeStaffKind") &&
            one.state !== "LEFT" && <Colleague colleague={one} changed={changed} />,
        },
      ]}
    />
  );
}
