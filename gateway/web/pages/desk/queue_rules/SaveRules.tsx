import { Trans, useLingui } from "@lingui/react/macro";
import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { SaveQueueRulesDocument } from "../graph/graphql";
import { Sure } from "../parts/Sure";
import { Moves } from "./Moves";
import { command, type Rule } from "./writing";

interface Props {
  readonly rules: readonly Rule[];
  readonly replaces: number;
  readonly changed: boolean;
  readonly saved: () => void;
}

/** With the reason, which is kept; open appeals are looked at again by the new rules. */
export function SaveRules({ rules, replaces, changed, saved }: Props) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  const save = useCommand(SaveQueueRulesDocument, (data) => data.saveQueueRules);
  const act = async () => {
    const done = await save.run({ rules: rules.map(command), reason, replaces });
    if (done) saved();
    return done !== null;
  };
  return (
    <Sure
      says={<Trans>Review and put in force</Trans>}
      does={<Trans>Put them in force</Trans>}
      act={act}
      busy={save.busy}
      problem={save.problem?.message}
      ready={reason.trim() !== ""}
      disabled={!changed}
    >
      <Moves rules={rules} />
      <Textarea
        label={t`Reason`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
      />
    </Sure>
  );
}
