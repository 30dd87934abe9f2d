import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Badge, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { CampaignsDocument, type CampaignToldFragment } from "../graph/graphql";
import { useMay } from "../may";
import { useAgainWhile } from "../parts/again";
import { Empty } from "../parts/Empty";
import { Listing } from "../parts/Listing";
import { useSay } from "../words";
import { Begin } from "./Begin";
import { Progressed } from "./Progressed";
import { ABOUT, CAMPAIGN_STATE } from "./words";

/** What was announced to all or to some, the newest first, and the next one. */
export function CampaignsPage() {
  const may = useMay();
  const query = useQuery({ query: CampaignsDocument, requestPolicy: "cache-and-network" });
  const running = query[0].data?.campaigns?.some((one) => one.state === "RUNNING") ?? false;
  useAgainWhile(running, () => query[1]({ requestPolicy: "network-only" }));
  return (
    <Stack>
      <PageTitle>
        <Trans>Announcements</Trans>
      </PageTitle>
      {may("startCampaign") && <Begin />}
      <Asked query={query}>{({ campaigns }) => <Campaigns campaigns={campaigns ?? []} />}</Asked>
    </Stack>
  );
}

function Campaigns({ campaigns }: { readonly campaigns: readonly CampaignToldFragment[] }) {
  const { t } = useLingui();
  const say = useSay();
  if (campaigns.length === 0)
    return (
      <Empty says={<Trans>Nothing was announced yet.</Trans>}>
        <Trans>
          An announcement goes to everybody who is a member when it starts, or to those whom you
          choose; so does the notice of a clause that was published. Each stands here with how far
          it has come.
        </Trans>
      </Empty>
    );
  return (
    <Section title={<Trans>So far</Trans>}>
      <Listing
        label={t`Announcements`}
        rows={campaigns}
        keyOf={({ id }) => id}
        columns={[
          {
            key: "started",
            says: <Trans>Started</Trans>,
            cell: ({ eventId, startedAt }) => (
              <Anchor
                component={Link}
                to={`/desk/campaigns/${encodeURIComponent(eventId)}`}
                size="sm"
              >
                {spoken(startedAt)}
              </Anchor>
            ),
          },
          {
            key: "about",
            says: <Trans>About</Trans>,
            cell: ({ eventType }) => (ABOUT[eventType] ? say(ABOUT[eventType]) : eventType),
          },
          {
            key: "state",
            says: <Trans>State</Trans>,
            cell: ({ state }) => (
              <Badge
                variant="light"
                tt="none"
                color={state === "RUNNING" ? "brand" : "gray"}
                c="inherit"
              >
                {say(CAMPAIGN_STATE[state])}
              </Badge>
            ),
          },
          { key: "members", says: <Trans>Members</Trans>, cell: ({ members }) => count(members) },
          {
            key: "far",
            says: <Trans>How far</Trans>,
            cell: (one) => <Progressed campaign={one} />,
          },
        ]}
      />
    </Section>
  );
}
