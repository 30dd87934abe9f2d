import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Stack, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { PlansDocument } from "../graph/graphql";
import { useMay } from "../may";
import { Listing } from "../parts/Listing";

/** What is sold now; each plan has versions, and members hold one of them. */
export function PlansPage() {
  const { t } = useLingui();
  const may = useMay();
  const query = useQuery({ query: PlansDocument, requestPolicy: "cache-and-network" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Catalogue</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ plans }) => (
          <Listing
            label={t`Plans`}
            rows={[...(plans ?? [])].sort((a, b) => a.rank - b.rank)}
            keyOf={({ code }) => code}
            columns={[
              {
                key: "plan",
                says: <Trans>Plan</Trans>,
                cell: ({ code, name }) => (
                  <Anchor component={Link} to={`/desk/plans/${code}`} size="sm">
                    {name.text}
                  </Anchor>
                ),
              },
              { key: "rank", says: <Trans>Rank</Trans>, cell: ({ rank }) => rank },
              { key: "price", says: <Trans>Price</Trans>, cell: ({ price }) => price.formatted },
              {
                key: "period",
                says: <Trans>Period</Trans>,
                cell: ({ period }) => <PeriodSaid period={period} />,
              },
              {
                key: "factor",
                says: <Trans>Price factor</Trans>,
                cell: ({ discount }) => discount,
              },
              {
                key: "benefits",
                says: <Trans>Benefits</Trans>,
                cell: ({ benefits }) => benefits.map((one) => one.name.text).join(", "),
              },
            ]}
          />
        )}
      </Asked>
      {may("savePlanDraft") && <Another />}
    </Stack>
  );
}

interface Period {
  readonly days: number;
  readonly months: number;
  readonly years: number;
}

export function PeriodSaid({ period: { days, months, years } }: { readonly period: Period }) {
  return (
    <>
      {years > 0 && <Plural value={years} one="# year" other="# years" />}{" "}
      {months > 0 && <Plural value={months} one="# month" other="# months" />}{" "}
      {days > 0 && <Plural value={days} one="# day" other="# days" />}
    </>
  );
}

function Another() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const begin = (event: FormEvent) => {
    event.preventDefault();
    navigate({ to: "/desk/plans/$code", params: { code: code.trim() } });
  };
  return (
    <form onSubmit={begin}>
      <Group align="end">
        <TextInput
          label={t`Code of a new plan`}
          description={t`Short, in small letters, such as platinum; it never changes.`}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!code.trim()}>
          <Trans>Write it</Trans>
        </Button>
      </Group>
    </form>
  );
}
