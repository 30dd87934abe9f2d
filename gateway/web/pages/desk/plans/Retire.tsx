import { Trans, useLingui } from "@lingui/react/macro";
import { Select, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { RetirePlanDocument } from "../graph/graphql";
import { Sure } from "../parts/Sure";
import { dayAfter, instantOf, ZonedTime } from "../parts/ZonedTime";

interface Props {
  readonly code: string;
  readonly others: readonly { readonly code: string; readonly name: { readonly text: string } }[];
  readonly retired: () => void;
}

const NOTICE = 30 * 86_400_000;

/** No longer sold; its members move to another one, by the rules of every version. */
export function Retire({ code, others, retired }: Props) {
  const { t } = useLingui();
  const [movesTo, setMovesTo] = useState<string | null>(null);
  const [at, setAt] = useState(() => dayAfter(new Date(Date.now() + NOTICE).toISOString()));
  const retire = useCommand(RetirePlanDocument, (data) => data.retirePlan);
  const effectiveAt = instantOf(at);
  const act = async () => {
    if (!movesTo || !effectiveAt) return false;
    const done = await retire.run({ code, movesTo, effectiveAt });
    if (done) retired();
    return done !== null;
  };
  return (
    <Sure
      says={<Trans>Retire this plan…</Trans>}
      does={<Trans>Retire it, and tell its members</Trans>}
      act={act}
      busy={retire.busy}
      problem={retire.problem?.message}
      ready={movesTo !== null && effectiveAt !== null}
      variant="default"
      w="fit-content"
    >
      <Text size="sm">
        <Trans>
          Nobody joins it any more from then on. Who holds it moves with the first period after
          that, once their own notice has reached them 30 days before.
        </Trans>
      </Text>
      <Select
        label={t`Its members move to`}
        data={others.map((one) => ({ value: one.code, label: one.name.text }))}
        value={movesTo}
        onChange={setMovesTo}
      />
      <ZonedTime label={t`From`} value={at} set={setAt} />
    </Sure>
  );
}
