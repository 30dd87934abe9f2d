import { Trans } from "@lingui/react/macro";
import { Grid, Stack, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { CaseDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { useProgress } from "../live";
import { useMay } from "../may";
import { CaseHead } from "./CaseHead";
import { Conversation } from "./Conversation";
import { type Case, isOpen, type Ticked, TicksProvider } from "./case";
import { Decide } from "./Decide";
import { Decisions } from "./Decisions";
import { EvidenceList } from "./EvidenceList";
import { Explained } from "./Explained";
import { Proposed } from "./Proposed";
import { useStanding } from "./standing";
import { Writing } from "./Writing";

/** One appeal: why, what shows it, what was said, and the decision, side by side. */
export function CasePage() {
  const { number } = useParams({ from: "/desk/cases/$number" });
  const query = useQuery({ query: CaseDocument, variables: { number } });
  useProgress(() => query[1]({ requestPolicy: "network-only" }), number);
  return (
    <Asked query={query}>
      {({ appeal }) => (appeal ? <OneCase key={number} appeal={appeal} /> : <NoCase />)}
    </Asked>
  );
}

function NoCase() {
  return (
    <Text py="xl">
      <Trans>There is no appeal with this number, or you may not see it.</Trans>
    </Text>
  );
}

function OneCase({ appeal }: { readonly appeal: Case }) {
  const may = useMay();
  const ticked = useTicks(appeal.number);
  const standing = useStanding(appeal.memberId);
  return (
    <TicksProvider value={ticked}>
      <Stack gap="md">
        <CaseHead appeal={appeal} standing={standing} />
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 6, lg: 4 }}>
            <Stack>
              <Explained appeal={appeal} standing={standing} />
              <EvidenceList appeal={appeal} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6, lg: 4 }}>
            <Stack>
              <Conversation appeal={appeal} />
              {isOpen(appeal) && may("answerAppeal") && <Writing appeal={appeal} />}
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <Stack>
              <Decisions appeal={appeal} />
              <Proposed appeal={appeal} />
              {isOpen(appeal) && !appeal.proposed && may("decideAppeal") && (
                <Decide appeal={appeal} standing={standing} />
              )}
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
    </TicksProvider>
  );
}

function useTicks(number: string): Ticked {
  const [quotes, setQuotes, clear] = useKept<{ kind: string; id: string }[]>(
    `${number}.ticked`,
    [],
  );
  return useMemo(
    () => ({
      quotes,
      clear,
      toggle: (kind, id) =>
        setQuotes((all) => {
          const rest = all.filter((one) => one.kind !== kind || one.id !== id);
          return rest.length < all.length ? rest : [...all, { kind, id }];
        }),
    }),
    [quotes, setQuotes, clear],
  );
}
