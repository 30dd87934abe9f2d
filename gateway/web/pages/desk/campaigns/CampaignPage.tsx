import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Badge, Button, Group, List, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import {
  CampaignDocument,
  type CampaignToldFragment,
  CancelCampaignDocument,
  PauseCampaignDocument,
  ResumeCampaignDocument,
} from "../graph/graphql";
import { useMay } from "../may";
import { useAgainWhile } from "../parts/again";
import { Empty } from "../parts/Empty";
import { Figures } from "../parts/Figures";
import { Sure } from "../parts/Sure";
import { useSay } from "../words";
import { Progressed } from "./Progressed";
import { ABOUT, CAMPAIGN_STATE } from "./words";

/** One announcement, as it goes out. */
export function CampaignPage() {
  const { eventId } = useParams({ from: "/desk/campaigns/$eventId" });
  const query = useQuery({ query: CampaignDocument, variables: { eventId } });
  const campaign = query[0].data?.campaign;
  const moving = campaign?.state === "RUNNING" || (campaign?.open ?? 0) > 0;
  useAgainWhile(moving, () => query[1]({ requestPolicy: "network-only" }));
  return (
    <Stack>
      <Anchor component={Link} to="/desk/campaigns" size="sm">
        <Trans>All announcements</Trans>
      </Anchor>
      <Asked query={query}>
        {(data) =>
          data.campaign ? (
            <OneCampaign campaign={data.campaign} />
          ) : (
            <Empty says={<Trans>There is no such announcement.</Trans>}>
              <Trans>Choose one from the list of all announcements.</Trans>
            </Empty>
          )
        }
      </Asked>
    </Stack>
  );
}

interface Props {
  readonly campaign: CampaignToldFragment;
}

function OneCampaign({ campaign }: Props) {
  const say = useSay();
  const about = ABOUT[campaign.eventType];
  return (
    <>
      <Group>
        <PageTitle>
          <Trans>
            {about ? say(about) : campaign.eventType}, {spoken(campaign.startedAt)}
          </Trans>
        </PageTitle>
        <Badge variant="light" tt="none">
          {say(CAMPAIGN_STATE[campaign.state])}
        </Badge>
      </Group>
      <Section title={<Trans>How far it has come</Trans>}>
        <Progressed campaign={campaign} />
        <Counts campaign={campaign} />
        <Acts campaign={campaign} />
      </Section>
      <Steps campaign={campaign} />
    </>
  );
}

function Counts({ campaign }: Props) {
  const { members, planned, sent, delivered, failed, unknown, filtered, left, exact, endsAt } =
    campaign;
  return (
    <>
      <Figures
        figures={[
          { says: <Trans>Members</Trans>, value: count(members) },
          { says: <Trans>Looked at so far</Trans>, value: count(planned) },
          { says: <Trans>Gone out</Trans>, value: count(sent) },
          { says: <Trans>Arrived</Trans>, value: count(delivered) },
          { says: <Trans>Still to send</Trans>, value: count(left) },
          { says: <Trans>Given up</Trans>, value: count(failed) },
          { says: <Trans>Being asked about</Trans>, value: count(unknown) },
          { says: <Trans>Not sent, by a rule</Trans>, value: count(filtered) },
        ]}
      />
      <Text size="sm" c="dimmed" aria-live="polite">
        {endsAt && <Trans>At this rate the last one goes out {spoken(endsAt)}.</Trans>}{" "}
        {exact ? (
          <Trans>All of it was counted again after the end.</Trans>
        ) : (
          <Trans>Counted as it comes in; it is counted again after the end.</Trans>
        )}
      </Text>
    </>
  );
}

/** What can be done about one that goes on. */
function Acts({ campaign }: Props) {
  const { t } = useLingui();
  const may = useMay();
  const pause = useCommand(PauseCampaignDocument, (data) => data.pauseCampaign);
  const resume = useCommand(ResumeCampaignDocument, (data) => data.resumeCampaign);
  const cancel = useCommand(CancelCampaignDocument, (data) => data.cancelCampaign);
  const given = { campaignId: campaign.id };
  const paused = campaign.state === "PAUSED";
  if (!may("pauseCampaign") || !(paused || campaign.state === "RUNNING")) return null;
  const turn = paused ? resume : pause;
  return (
    <>
      <Group>
        <Button onClick={() => turn.run(given)} loading={turn.busy}>
          {paused ? t`Go on` : t`Pause it`}
        </Button>
        <Sure
          says={<Trans>Cancel it…</Trans>}
          does={<Trans>Cancel it for good</Trans>}
          act={async () => (await cancel.run(given)) !== null}
          busy={cancel.busy}
          problem={cancel.problem?.message}
          variant="default"
        >
          <Text>
            <Trans>
              {count(campaign.left)} messages are not sent then. What went out stays where it is,
              and it cannot be started again.
            </Trans>
          </Text>
        </Sure>
      </Group>
      <ProblemNote says={turn.problem?.message} />
    </>
  );
}

function Steps({ campaign: { steps } }: Props) {
  const say = useSay();
  if (steps.length === 0) return null;
  return (
    <Section title={<Trans>What staff did</Trans>}>
      <List size="sm">
        {steps.map(({ at, by, state }) => (
          <List.Item key={at}>
            {spoken(at)}: {say(CAMPAIGN_STATE[state])}, {by}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
