import { Trans, useLingui } from "@lingui/react/macro";
import { Switch, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { count } from "../../shared/words/numbers";
import { spoken } from "../../shared/words/times";
import { type ClauseDraftedFragment, PublishClauseDraftDocument } from "../graph/graphql";
import { Sure } from "../parts/Sure";
import { dayAfter, instantOf, ZonedTime } from "../parts/ZonedTime";
import { Differences } from "./WhatChanges";

interface Props {
  readonly draft: ClauseDraftedFragment;
  readonly published: () => void;
}

/** The draft as it was looked at becomes the next version, and every member is told. */
export function PublishClause({ draft, published }: Props) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [at, setAt] = useState(() => dayAfter(draft.earliest));
  const [adverse, setAdverse] = useState(draft.adverse);
  const publish = useCommand(PublishClauseDraftDocument, (data) => data.publishClauseDraft);
  const effectiveAt = instantOf(at);
  const { problem } = publish;
  const act = async () => {
    if (!effectiveAt) return false;
    const given = { code: draft.clause, revision: draft.revision, effectiveAt, adverse };
    if (!(await publish.run(given))) return false;
    published();
    await navigate({ to: "/desk/campaigns" });
    return true;
  };
  return (
    <Sure
      says={<Trans>Publish it…</Trans>}
      does={<Trans>Publish it, and tell every member</Trans>}
      act={act}
      busy={publish.busy}
      problem={problem?.message}
      ready={effectiveAt !== null}
      variant="light"
    >
      <Differences differences={draft.differences} />
      <Text size="sm">
        {draft.preview?.finished ? (
          <Trans>
            It touches {count(draft.preview.touched)} members, and asks more of{" "}
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
        label={t`It asks more of members`}
        description={t`Then it binds nobody whom their own notice has not reached 30 days before.`}
        checked={adverse || draft.adverse}
        disabled={draft.adverse}
        onChange={(event) => setAdverse(event.currentTarget.checked)}
      />
    </Sure>
  );
}
