import { Trans, useLingui } from "@lingui/react/macro";
import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useQuery } from "urql";
import { useNow } from "../../shared/asking/clock";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { lengthOf } from "../../shared/words/times";
import { FiguresDocument, type FiguresQuery } from "../graph/graphql";
import { useKept } from "../kept";
import { Figures } from "../parts/Figures";
import { ByCause, ByRemedy, ByReviewer } from "./Broken";

export type Measured = Extract<FiguresQuery["measureAppeals"], { __typename: "AppealFigures" }>;

const DAY = 86_400_000;

/** How appeals are doing over a time: how fast, what came of them, who does how much. */
export function FiguresPage() {
  const { t } = useLingui();
  const [days, setDays] = useKept("figures.days", "30");
  const until = Math.ceil(useNow() / DAY) * DAY;
  const variables = useMemo(
    () => ({
      since: new Date(until - Number(days) * DAY).toISOString(),
      until: new Date(until).toISOString(),
    }),
    [until, days],
  );
  const query = useQuery({ query: FiguresDocument, variables });
  return (
    <Stack>
      <Group justify="space-between">
        <PageTitle>
          <Trans>Appeal statistics</Trans>
        </PageTitle>
        <SegmentedControl
          aria-label={t`Over how long`}
          value={days}
          onChange={setDays}
          data={[
            { value: "7", label: t`7 days` },
            { value: "30", label: t`30 days` },
            { value: "90", label: t`90 days` },
            { value: "365", label: t`a year` },
          ]}
        />
      </Group>
      <Asked query={query}>
        {({ measureAppeals: found, appealReviewers }) =>
          "message" in found ? (
            <ProblemNote says={found.message} />
          ) : (
            <>
              <Section title={<Trans>How it goes</Trans>}>
                <Now figures={found} />
              </Section>
              <ByCause figures={found} />
              <ByReviewer figures={found} names={appealReviewers} />
              <ByRemedy figures={found} />
            </>
          )
        }
      </Asked>
    </Stack>
  );
}

function Now({ figures }: { readonly figures: Measured }) {
  const { open, overdue, submitted, firstAnswer, decision } = figures;
  return (
    <>
      <Figures
        figures={[
          { says: <Trans>Open now</Trans>, value: count(open) },
          { says: <Trans>Late now</Trans>, value: count(overdue) },
          { says: <Trans>Submitted</Trans>, value: count(submitted) },
          { says: <Trans>First answers</Trans>, value: count(firstAnswer.count) },
          { says: <Trans>Half were answered within</Trans>, value: length(firstAnswer.median) },
          { says: <Trans>Nine of ten within</Trans>, value: length(firstAnswer.p90) },
          { says: <Trans>Decisions</Trans>, value: count(decision.count) },
          { says: <Trans>Half were decided within</Trans>, value: length(decision.median) },
          { says: <Trans>Nine of ten within</Trans>, value: length(decision.p90) },
        ]}
      />
      <Text size="sm" c="dimmed">
        <Trans>Promised are a first answer within 24 hours and a decision within 72.</Trans>
      </Text>
    </>
  );
}

const length = (seconds: number | null | undefined): string =>
  seconds === null || seconds === undefined ? "—" : lengthOf(seconds * 1000);
