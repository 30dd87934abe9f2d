import { Trans, useLingui } from "@lingui/react/macro";
import { Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { type PlanDraftedFragment, PublishPlanDocument } from "../graph/graphql";
import { Sure } from "../parts/Sure";
import { dayAfter, instantOf, ZonedTime } from "../parts/ZonedTime";
import { PlanDifferences } from "./PlanDifferences";

interface Props {
  readonly code: string;
  readonly draft: PlanDraftedFragment;
  readonly published: () => void;
}

/** The draft as it was looked at becomes the next version, and its members are told. */
export function PublishPlan({ code, draft, published }: Props) {
  const { t } = useLingui();
  const [at, setAt] = useState(() => dayAfter(draft.earliest));
  const [adverse, setAdverse] = useState(draft.adverse);
  const publish = useCommand(PublishPlanDocument, (data) => data.publishPlan);
  const effectiveAt = instantOf(at);
  const act = async () => {
    if (!effectiveAt) return false;
    const done = await publish.run({ code, revision: draft.revision, effectiveAt, adverse });
    if (done) published();
    return done !== null;
  };
  return (
    <Sure
      says={<Trans>Publish it…</Trans>}
      does={<Trans>Publish it, and tell its members</Trans>}
      act={act}
      busy={publish.busy}
      problem={publish.problem?.message}
      ready={effectiveAt !== null}
      disabled={draft.faults.length > 0}
      variant="light"
    >
      <PlanDifferences differences={draft.differences} />
      <Text size="sm">
        {draft.preview?.finished ? (
          <Trans>
            It touches {count(draft.preview.touched)} members, and is less for{" "}
            {count(draft.preview.worse)}.
          </Trans>
        ) : (
          <Trans>Whom it touches was not counted.</Trans>
        )}
      </Text>
      <ZonedTime label={t`Takes effect`} value={at} set={setAt} />
      <Text size="sm" c="dimmed">
        <Trans>At the earliest {spoken(draft.earliest)}.</Trans>
      </Text>
      <Switch
        label={t`It is less for members`}
        description={t`Then it binds nobody whom their own notice has not reached 30 days before.`}
        checked={adverse || draft.adverse}
        disabled={draft.adverse}
        onChange={(event) => setAdverse(event.currentTarget.checked)}
      />
    </Sure>
  );
}
