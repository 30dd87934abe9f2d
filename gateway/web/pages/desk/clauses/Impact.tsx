import { Trans, useLingui } from "@lingui/react/macro";
import { Button, List, Progress, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { type ClauseDraftedFragment, PreviewClauseDocument } from "../graph/graphql";
import { useMay } from "../may";
import { Figures } from "../parts/Figures";
import { Listing } from "../parts/Listing";
import { MemberLink } from "../parts/MemberLink";
import { written } from "./naming";

type Preview = NonNullable<ClauseDraftedFragment["preview"]>;

interface Props {
  readonly draft: ClauseDraftedFragment;
  readonly again: () => void;
}

/** Whom the draft would touch, counted over all running memberships before anybody is told. */
export function Impact({ draft, again }: Props) {
  const may = useMay();
  const preview = useCommand(PreviewClauseDocument, (data) => data.previewClause);
  const begin = async () => {
    if (await preview.run({ code: draft.clause })) again();
  };
  return (
    <Section title={<Trans>Whom it would touch</Trans>}>
      <Text size="sm">
        {draft.adverse ? (
          <Trans>
            It asks more of members: it takes effect {spoken(draft.earliest)} at the earliest, and
            binds only those whom their own notice reached 30 days before.
          </Trans>
        ) : (
          <Trans>It asks no more of members than before, and may take effect at once.</Trans>
        )}
      </Text>
      {draft.preview ? (
        <Counted preview={draft.preview} />
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>Nobody was counted yet. Counting tells nobody and changes nothing.</Trans>
        </Text>
      )}
      <ProblemNote says={preview.problem?.message} />
      {may("previewClause") && (
        <Button variant="default" onClick={begin} loading={preview.busy}>
          {draft.preview ? <Trans>Count anew</Trans> : <Trans>Count whom it touches</Trans>}
        </Button>
      )}
    </Section>
  );
}

function Counted({ preview }: { readonly preview: Preview }) {
  const { t } = useLingui();
  const { finished, total, seen, touched, worse, counts, sample } = preview;
  return (
    <>
      <Progress
        value={finished ? 100 : (100 * seen) / Math.max(1, total)}
        aria-label={t`How many were looked at`}
      />
      <Figures
        figures={[
          { says: <Trans>Looked at</Trans>, value: `${count(seen)} / ${count(total)}` },
          { says: <Trans>Touched</Trans>, value: count(touched) },
          { says: <Trans>More is asked of</Trans>, value: count(worse) },
        ]}
      />
      <List size="sm">
        {counts.map(({ difference: { name, before, after }, members }) => (
          <List.Item key={`${name} ${written(before)}`}>
            {name}: {written(before)} → {written(after)}, {count(members)}
          </List.Item>
        ))}
      </List>
      {sample.length > 0 && (
        <Listing
          label={t`Some of them`}
          rows={sample}
          keyOf={({ memberId }) => memberId}
          columns={[
            {
              key: "member",
              says: <Trans>Member</Trans>,
              cell: ({ memberId }) => <MemberLink memberId={memberId} />,
            },
            {
              key: "version",
              says: <Trans>Bound by version</Trans>,
              cell: ({ clauseVersion }) => clauseVersion || "—",
            },
            {
              key: "changes",
              says: <Trans>Changes</Trans>,
              cell: ({ differences }) =>
                differences
                  .map(
                    ({ name, before, after }) => `${name}: ${written(before)} → ${written(after)}`,
                  )
                  .join(", "),
            },
          ]}
        />
      )}
    </>
  );
}
