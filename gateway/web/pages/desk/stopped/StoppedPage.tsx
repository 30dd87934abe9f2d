import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { MassLossesDocument } from "../graph/graphql";
import { MassLoss } from "./MassLoss";

/** What the breaker stopped: nobody loses anything until a person decides. */
export function StoppedPage() {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Stopped mass losses</Trans>
      </PageTitle>
      <Switch
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
        label={t`Also those that are over`}
      />
      <Stopped key={String(all)} onlyOpen={!all} />
    </Stack>
  );
}

function Stopped({ onlyOpen }: { readonly onlyOpen: boolean }) {
  const pages = usePages();
  const query = useQuery({
    query: MassLossesDocument,
    variables: { onlyOpen, after: pages.after },
  });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Asked query={query}>
      {({ massLosses: { nodes, pageInfo } }) => (
        <Stack>
          {nodes.length === 0 && (
            <Text c="dimmed">
              <Trans>
                Nothing was stopped. When far more members than usual would lose something within an
                hour, it is stopped and listed here; everyone keeps everything until someone
                decides.
              </Trans>
            </Text>
          )}
          {nodes.map((one) => (
            <MassLoss key={one.id} loss={one} again={again} />
          ))}
          <More pages={pages} info={pageInfo} />
        </Stack>
      )}
    </Asked>
  );
}
