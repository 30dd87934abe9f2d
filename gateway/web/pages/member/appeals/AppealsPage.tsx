import { Trans } from "@lingui/react/macro";
import { Anchor, List, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { AppealsDocument, type AppealsQuery } from "../graph/graphql";
import { MyIncidents } from "../incidents/MyIncidents";
import { useLive } from "../live";
import { OpenAppeal } from "./OpenAppeal";
import { STATE } from "./words";

type Nodes = NonNullable<NonNullable<AppealsQuery["me"]>["appeals"]>["nodes"];

/** What the member disagreed with, and a new appeal. */
export function AppealsPage() {
  const query = useQuery({ query: AppealsDocument });
  useLive(query[1]);
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Appeals</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me, myIncidents }) => {
          const draft = me?.appealDrafts[0] ?? null;
          const zone = me?.profile?.timeZone ?? "UTC";
          return (
            <>
              <MyIncidents incidents={myIncidents} zone={zone} again={again} />
              <Mine nodes={me?.appeals?.nodes ?? []} zone={zone} />
              <OpenAppeal
                key={draft?.draftId}
                explanation={me?.membership?.explanation ?? null}
                draft={draft}
                zone={zone}
                again={again}
              />
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

function Mine({ nodes, zone }: { readonly nodes: Nodes; readonly zone: string }) {
  if (nodes.length === 0)
    return (
      <Text>
        <Trans>
          You have not appealed. If you disagree with a loss, say so below: what would have to be
          proved is put together for you.
        </Trans>
      </Text>
    );
  return (
    <Section title={<Trans>Yours</Trans>}>
      <List listStyleType="none" spacing="sm">
        {nodes.map((one) => (
          <List.Item key={one.number}>
            <Anchor
              renderRoot={(props) => (
                <Link to="/appeals/$number" params={{ number: one.number }} {...props} />
              )}
            >
              {one.number}
            </Anchor>
            <Text size="sm">
              {STATE[one.state]}
              {one.promisedAt && (
                <>
                  {" · "}
                  <Trans>You will hear from us by {spoken(one.promisedAt, zone)}</Trans>
                </>
              )}
            </Text>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
