import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { useSession } from "../../shared/asking/session";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { ConfirmDecisionDocument, ReturnDecisionDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { useMay } from "../may";
import { useWho } from "../who";
import { CAUSE, REMEDY, useSay, VERDICT } from "../words";
import type { Case } from "./case";

/** A decision that waits for a second of the staff, as it is worth more than one decides alone. */
export function Proposed({ appeal: { number, proposed } }: { readonly appeal: Case }) {
  const say = useSay();
  const who = useWho();
  const may = useMay();
  const own = useSession()?.id === proposed?.by.id;
  if (!proposed) return null;
  const worth = proposed.worth?.formatted;
  return (
    <Section title={<Trans>Waiting for a second person</Trans>}>
      <Text fw={600}>
        {say(VERDICT[proposed.verdict])} · {say(CAUSE[proposed.cause])}
      </Text>
      <Text size="sm">{proposed.reason}</Text>
      <Text size="sm">{proposed.parts.map(({ kind }) => say(REMEDY[kind])).join(", ")}</Text>
      {worth && (
        <Text size="sm">
          <Trans>It is worth {worth}.</Trans>
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {who(proposed.by)} · {spoken(proposed.at)}
      </Text>
      {own ? (
        <Text size="sm">
          <Trans>You proposed it, so someone else has to confirm it.</Trans>
        </Text>
      ) : (
        may("confirmDecision") && <Second number={number} />
      )}
    </Section>
  );
}

function Second({ number }: { readonly number: string }) {
  const { t } = useLingui();
  const [reason, setReason, forget] = useKept(`${number}.returning`, "");
  const confirm = useCommand(ConfirmDecisionDocument, (data) => data.confirmDecision);
  const back = useCommand(ReturnDecisionDocument, (data) => data.returnDecision);
  const giveBack = async () => {
    if (await back.run({ number, reason })) forget();
  };
  return (
    <Stack gap="sm">
      <Textarea
        label={t`Reason to return it, for staff`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
      />
      <ProblemNote says={(confirm.problem ?? back.problem)?.message} />
      <Group>
        <Button loading={confirm.busy} onClick={() => confirm.run({ number })}>
          <Trans>Confirm it</Trans>
        </Button>
        <Button variant="default" disabled={!reason.trim()} loading={back.busy} onClick={giveBack}>
          <Trans>Return it</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
