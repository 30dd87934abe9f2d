import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Text } from "@mantine/core";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { lengthOf } from "../../shared/words/times";
import { Listing } from "../parts/Listing";
import { Plot } from "../parts/Plot";
import { type Reading, rates } from "./rates";
import type { Service } from "./standing";

interface Props {
  readonly services: readonly Service[];
  readonly readings: readonly Reading[];
}

/** How far behind each of our services is, and how much happens. */
export function Services({ services, readings }: Props) {
  const { t } = useLingui();
  return (
    <Section title={<Trans>Services</Trans>}>
      <Listing
        label={t`Services`}
        rows={services}
        keyOf={({ name }) => name}
        columns={[
          { key: "name", says: <Trans>Service</Trans>, cell: (one) => one.name },
          {
            key: "answers",
            says: <Trans>Answers</Trans>,
            cell: (one) => <Answers service={one} />,
          },
          {
            key: "rate",
            says: <Trans>Events a minute</Trans>,
            cell: ({ name }) => count(rates(readings, name).at(-1) ?? 0),
          },
          {
            key: "lag",
            says: <Trans>Oldest event without a number</Trans>,
            cell: (one) => seconds(one.unnumberedSeconds),
          },
          {
            key: "due",
            says: <Trans>Longest overdue</Trans>,
            cell: (one) => seconds(one.overdueSeconds),
          },
          { key: "behind", says: <Trans>Behind others by</Trans>, cell: (one) => behind(one) },
        ]}
      />
      {readings.length > 2 && (
        <Plot
          label={t`Events a minute, since this page was opened`}
          x={readings.slice(1).map((one) => one.at)}
          time
          series={services.map(({ name }) => ({ says: name, values: rates(readings, name) }))}
        />
      )}
    </Section>
  );
}

function Answers({ service }: { readonly service: Service }) {
  return service.answers ? (
    <Text size="sm">
      <Trans>yes</Trans>
    </Text>
  ) : (
    <Badge color="red" variant="light" tt="none">
      <Trans>no</Trans>
    </Badge>
  );
}

const seconds = (waited: number | null | undefined): string =>
  waited === null || waited === undefined ? "—" : waited === 0 ? "0" : lengthOf(waited * 1000);

const behind = ({ follows }: Service): string =>
  follows
    .map(
      (one) =>
        `${one.service} ${one.behind === null || one.behind === undefined ? "?" : count(one.behind)}`,
    )
    .join(", ");
