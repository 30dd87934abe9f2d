import { Trans } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { OperationsDocument } from "../graph/graphql";
import { useAgainWhile } from "../parts/again";
import { Messages } from "./Messages";
import { Providers } from "./Providers";
import { useReadings } from "./rates";
import { Services } from "./Services";
import { Troubles } from "./Troubles";

const EVERY = 5_000;

/** How the deployment stands, as it stands. */
export function OperationsPage() {
  const query = useQuery({ query: OperationsDocument, requestPolicy: "network-only" });
  const readings = useReadings(query[0].data);
  useAgainWhile(true, () => query[1]({ requestPolicy: "network-only" }), EVERY);
  return (
    <Stack>
      <PageTitle>
        <Trans>Operations</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ operations, totals }) => {
          const { services = [], notification = null } = operations ?? {};
          return (
            <>
              <Troubles notification={notification} services={services} />
              <Messages notification={notification} totals={totals ?? null} />
              <Services services={services} readings={readings} />
              <Providers notification={notification} />
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}
