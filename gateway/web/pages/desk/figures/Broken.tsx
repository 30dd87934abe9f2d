import { Trans, useLingui } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { Listing } from "../parts/Listing";
import { Plot } from "../parts/Plot";
import { CAUSE, REMEDY, useSay } from "../words";
import type { Measured } from "./FiguresPage";

interface Props {
  readonly figures: Measured;
}

function Nothing() {
  return (
    <Text c="dimmed">
      <Trans>Nothing happened in this time. Choose a longer one.</Trans>
    </Text>
  );
}

/** A drawing, and the numbers that it draws. */
function Broken({ title, drawn, rows }: { title: ReactNode; drawn: ReactNode; rows: ReactNode }) {
  return (
    <Section title={title}>
      {drawn}
      {rows}
    </Section>
  );
}

/** What decisions came to, by the cause of the loss. */
export function ByCause({ figures: { causes } }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const title = <Trans>Decisions by cause</Trans>;
  if (causes.length === 0)
    return (
      <Section title={title}>
        <Nothing />
      </Section>
    );
  const names = causes.map(({ cause }) => say(CAUSE[cause]));
  return (
    <Broken
      title={title}
      drawn={
        <Plot
          label={t`Decisions by cause: upheld, partly, rejected`}
          x={causes.map((_, at) => at)}
          names={names}
          series={[
            { says: t`Rejected`, values: causes.map((one) => all(one)) },
            { says: t`Partly upheld`, values: causes.map((one) => one.upheld + one.partly) },
            { says: t`Upheld`, values: causes.map((one) => one.upheld) },
          ]}
        />
      }
      rows={
        <Listing
          label={t`Decisions by cause`}
          rows={causes}
          keyOf={({ cause }) => cause}
          columns={[
            { key: "cause", says: <Trans>Cause</Trans>, cell: ({ cause }) => say(CAUSE[cause]) },
            { key: "upheld", says: <Trans>Upheld</Trans>, cell: (one) => count(one.upheld) },
            { key: "partly", says: <Trans>Partly upheld</Trans>, cell: (one) => count(one.partly) },
            { key: "rejected", says: <Trans>Rejected</Trans>, cell: (one) => count(one.rejected) },
          ]}
        />
      }
    />
  );
}

/** The bars stand before each other: the tallest is of all. */
const all = ({ upheld, partly, rejected }: Measured["causes"][number]): number =>
  upheld + partly + rejected;

interface ReviewersProps extends Props {
  readonly names: readonly { readonly id: string; readonly name: string }[];
}

/** Who has and decided how many. */
export function ByReviewer({ figures: { reviewers }, names }: ReviewersProps) {
  const { t } = useLingui();
  const name = (id: string) => names.find((one) => one.id === id)?.name || id;
  const title = <Trans>By reviewer</Trans>;
  if (reviewers.length === 0)
    return (
      <Section title={title}>
        <Nothing />
      </Section>
    );
  return (
    <Broken
      title={title}
      drawn={
        <Plot
          label={t`Appeals by reviewer: decided, and open now`}
          x={reviewers.map((_, at) => at)}
          names={reviewers.map((one) => name(one.reviewer))}
          series={[{ says: t`Decided`, values: reviewers.map((one) => one.decided) }]}
        />
      }
      rows={
        <Listing
          label={t`By reviewer`}
          rows={reviewers}
          keyOf={({ reviewer }) => reviewer}
          columns={[
            { key: "who", says: <Trans>Reviewer</Trans>, cell: ({ reviewer }) => name(reviewer) },
            { key: "decided", says: <Trans>Decided</Trans>, cell: (one) => count(one.decided) },
            { key: "open", says: <Trans>Open now</Trans>, cell: (one) => count(one.open) },
          ]}
        />
      }
    />
  );
}

/** What was given. */
export function ByRemedy({ figures: { remedies } }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const title = <Trans>What was given</Trans>;
  if (remedies.length === 0)
    return (
      <Section title={title}>
        <Nothing />
      </Section>
    );
  return (
    <Section title={title}>
      <Listing
        label={t`What was given`}
        rows={remedies}
        keyOf={({ remedy }) => remedy}
        columns={[
          { key: "remedy", says: <Trans>Remedy</Trans>, cell: ({ remedy }) => say(REMEDY[remedy]) },
          { key: "count", says: <Trans>How often</Trans>, cell: (one) => count(one.count) },
          { key: "days", says: <Trans>Days</Trans>, cell: (one) => count(one.days) },
          {
            key: "credited",
            says: <Trans>Credited</Trans>,
            cell: ({ credited }) => credited.formatted,
          },
        ]}
      />
    </Section>
  );
}
