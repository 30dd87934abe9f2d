import { Trans, useLingui } from "@lingui/react/macro";
import { Button, List, Progress, Stack, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { type PlanDraftedFragment, PreviewPlanDocument } from "../graph/graphql";
import { useMay } from "../may";
import { Figures } from "../parts/Figures";
import { Listing } from "../parts/Listing";
import { MemberLink } from "../parts/MemberLink";
import { PlanDifferences, useDifference } from "./PlanDifferences";

interface Props {
  readonly code: string;
  readonly draft: PlanDraftedFragment;
  readonly again: () => void;
}

/** What the draft changes, what contradicts itself, and whom it would touch. */
export function PlanDraftSeen({ code, draft, again }: Props) {
  return (
    <>
      <Section title={<Trans>What it changes</Trans>}>
        {draft.faults.length > 0 && (
          <Stack gap="xs">
            {draft.faults.map((one) => (
              <ProblemNote
                key={`${one.plan} ${one.field}`}
                says={`${one.plan}: ${one.says.text}`}
              />
            ))}
          </Stack>
        )}
        <PlanDifferences differences={draft.differences} />
      </Section>
      <Impact code={code} draft={draft} again={again} />
    </>
  );
}

function Impact({ code, draft, again }: Props) {
  const may = useMay();
  const preview = useCommand(PreviewPlanDocument, (data) => data.previewPlan);
  const begin = async () => {
    if (await preview.run({ code })) again();
  };
  return (
    <Section title={<Trans>Whom it would touch</Trans>}>
      <Text size="sm">
        {draft.adverse ? (
          <Trans>
            It costs more or gives less: it takes effect {spoken(draft.earliest)} at the earliest,
            and binds with the first period after it only those whom their own notice reached 30
            days before.
          </Trans>
        ) : (
          <Trans>It costs no more and gives no less, and may take effect at once.</Trans>
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
      {may("previewPlan") && (
        <Button variant="default" onClick={begin} loading={preview.busy}>
          {draft.preview ? <Trans>Count anew</Trans> : <Trans>Count whom it touches</Trans>}
        </Button>
      )}
    </Section>
  );
}

function Counted({ preview }: { readonly preview: NonNullable<PlanDraftedFragment["preview"]> }) {
  const { t } = useLingui();
  const said = useDifference();
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
          { says: <Trans>Less for</Trans>, value: count(worse) },
        ]}
      />
      <List size="sm">
        {counts.map(({ difference, members }) => (
          <List.Item key={said(difference)}>
            {said(difference)}, {count(members)}
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
            { key: "version", says: <Trans>Holds version</Trans>, cell: (one) => one.planVersion },
            {
              key: "changes",
              says: <Trans>Changes</Trans>,
              cell: ({ differences }) => differences.map(said).join(", "),
            },
          ]}
        />
      )}
    </>
  );
}
