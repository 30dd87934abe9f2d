import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { type RetentionKind, RetentionPreviewDocument } from "../graph/graphql";
import { Listing } from "../parts/Listing";
import { useSay } from "../words";

const KIND: Record<RetentionKind, MessageDescriptor> = {
  LOGIN_TRACES: msg`Networks and devices of sign-ins`,
  STAFF_READS: msg`What staff looked at`,
  MESSAGES: msg`Messages, with what became of them`,
};

/** What goes because it has been kept for long enough, shown before it does. */
export function RetentionPage() {
  const { t } = useLingui();
  const say = useSay();
  const query = useQuery({ query: RetentionPreviewDocument, requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Data retention</Trans>
      </PageTitle>
      <Text>
        <Trans>
          Some of what is kept of members goes by itself once it has been kept for as long as your
          settings say. It is counted and shown here for a day before it goes.
        </Trans>
      </Text>
      <Asked query={query}>
        {({ retentionPreview }) => (
          <Listing
            label={t`Data retention`}
            rows={retentionPreview}
            keyOf={({ kind }) => kind}
            columns={[
              { key: "kind", says: <Trans>What</Trans>, cell: ({ kind }) => say(KIND[kind]) },
              {
                key: "kept",
                says: <Trans>Kept for</Trans>,
                cell: (one) => <Plural value={one.keptForDays} one="# day" other="# days" />,
              },
              { key: "found", says: <Trans>To go</Trans>, cell: (one) => count(one.found) },
              { key: "oldest", says: <Trans>The oldest</Trans>, cell: (one) => at(one.oldest) },
              { key: "goes", says: <Trans>Goes</Trans>, cell: (one) => at(one.goesAt) },
              {
                key: "last",
                says: <Trans>Gone so far</Trans>,
                cell: (one) => `${count(one.taken)}${one.doneAt ? `, ${spoken(one.doneAt)}` : ""}`,
              },
            ]}
          />
        )}
      </Asked>
    </Stack>
  );
}

const at = (instant: string | null | undefined): string => (instant ? spoken(instant) : "—");
