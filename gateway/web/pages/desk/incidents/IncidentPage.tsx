import { Trans } from "@lingui/react/macro";
import { Badge, Grid, Group, Stack, Text, Title } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { type IncidentSaidFragment, OneIncidentDocument } from "../graph/graphql";
import { useSay } from "../words";
import { Affected } from "./Affected";
import { Confirm } from "./Confirm";
import { Likeness } from "./Likeness";
import { useIncidentWent } from "./live";
import { Progress } from "./Progress";
import { PublicLine } from "./PublicLine";
import { Remedy } from "./Remedy";
import { Steering } from "./Steering";
import { INCIDENT } from "./words";

/** One incident: what its losses have in common, the remedy tried out, and how far it is. */
export function IncidentPage() {
  const { id } = useParams({ from: "/desk/incidents/$id" });
  const query = useQuery({ query: OneIncidentDocument, variables: { id } });
  useIncidentWent(() => query[1]({ requestPolicy: "network-only" }), id);
  return (
    <Asked query={query}>
      {({ incident }) =>
        incident ? (
          <Whole key={id} incident={incident} />
        ) : (
          <Text py="xl">
            <Trans>There is no incident of this number.</Trans>
          </Text>
        )
      }
    </Asked>
  );
}

function Whole({ incident }: { readonly incident: IncidentSaidFragment }) {
  const say = useSay();
  return (
    <Stack>
      <Group gap="sm">
        <Title order={1} size="h2">
          {incident.id}
        </Title>
        <Badge variant="light" tt="none">
          {say(INCIDENT[incident.state])}
        </Badge>
        <Steering incident={incident} />
      </Group>
      <Grid>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Likeness incident={incident} />
            <Progress incident={incident} />
            <PublicLine incident={incident} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Remedy incident={incident} />
            <Confirm incident={incident} />
          </Stack>
        </Grid.Col>
      </Grid>
      <Affected id={incident.id} version={incident.version} />
    </Stack>
  );
}
