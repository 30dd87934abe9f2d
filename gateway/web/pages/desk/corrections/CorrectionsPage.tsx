import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { CorrectionsWaitingDocument } from "../graph/graphql";
import { OneCorrection } from "./OneCorrection";

/** What one of the staff asked for and may not do alone. */
export function CorrectionsPage() {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Corrections</Trans>
      </PageTitle>
      <Switch
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
        label={t`Also those that need nobody`}
      />
      <List key={String(all)} waiting={!all} />
    </Stack>
  );
}

function List({ waiting }: { readonly waiting: boolean }) {
  const pages = usePages();
  const query = useQuery({
    query: CorrectionsWaitingDocument,
    variables: { waiting, after: pages.after },
  });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Asked query={query}>
      {({ corrections }) => (
        <Stack>
          {corrections?.nodes.length === 0 && (
            <Text c="dimmed">
              <Trans>
                Nothing is waiting. What exceeds the limits of one person is listed here until a
                second one confirms or refuses it.
              </Trans>
            </Text>
          )}
          {corrections?.nodes.map((one) => (
            <OneCorrection key={one.id} one={one} again={again} />
          ))}
          {corrections && <More pages={pages} info={corrections.pageInfo} />}
        </Stack>
      )}
    </Asked>
  );
}
