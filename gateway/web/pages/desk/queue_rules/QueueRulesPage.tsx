import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { spoken } from "../../shared/words/times";
import { QueueRulesDocument, type QueueRulesQuery } from "../graph/graphql";
import { useKept } from "../kept";
import { useMay } from "../may";
import { useAgainWhile } from "../parts/again";
import { useWho } from "../who";
import { Moves } from "./Moves";
import { OneRule } from "./OneRule";
import { SaveRules } from "./SaveRules";
import { begun, moved, newRule, type Rule } from "./writing";

/** By which appeals come into their queues: the first rule that fits says where. */
export function QueueRulesPage() {
  const query = useQuery({ query: QueueRulesDocument, requestPolicy: "cache-and-network" });
  const again = () => query[1]({ requestPolicy: "network-only" });
  useAgainWhile((query[0].data?.queueRules[0]?.left ?? 0) > 0, again);
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Queue rules</Trans>
      </PageTitle>
      <Text>
        <Trans>
          Rules are tried from the top, and the first that fits says in which queue an appeal waits.
          All that a rule names has to hold; one that names nothing always fits.
        </Trans>
      </Text>
      <Asked query={query}>
        {({ queueRules: [inForce] }) =>
          inForce ? <Rules key={inForce.version} inForce={inForce} saved={again} /> : <None />
        }
      </Asked>
    </Stack>
  );
}

function None() {
  return (
    <Text c="dimmed">
      <Trans>There are no rules yet: every appeal waits in the standard queue.</Trans>
    </Text>
  );
}

interface Props {
  readonly inForce: QueueRulesQuery["queueRules"][number];
  readonly saved: () => void;
}

function Rules({ inForce, saved }: Props) {
  const { t } = useLingui();
  const may = useMay();
  const who = useWho();
  const [kept, keep, forget] = useKept<readonly Rule[] | null>("queue rules", null);
  const rules = kept ?? inForce.rules.map(begun);
  const change = (rule: Rule) => keep(rules.map((one) => (one.id === rule.id ? rule : one)));
  return (
    <>
      {rules.map((rule, at) => (
        <OneRule
          key={rule.id}
          rule={rule}
          set={change}
          place={at + 1}
          up={at > 0 ? () => keep(moved(rules, at, -1)) : null}
          down={at < rules.length - 1 ? () => keep(moved(rules, at, 1)) : null}
          takeOut={() => keep(rules.filter((one) => one.id !== rule.id))}
        />
      ))}
      <Button
        variant="default"
        w="fit-content"
        onClick={() => keep([...rules, newRule(`new ${Date.now()}`)])}
      >
        <Trans>Add a rule</Trans>
      </Button>
      {kept && <Moves rules={rules} />}
      {may("saveQueueRules") && (
        <Group>
          <SaveRules
            rules={rules}
            replaces={inForce.version}
            changed={kept !== null}
            saved={() => {
              forget();
              saved();
            }}
          />
          {kept && (
            <Button variant="default" onClick={forget}>
              {t`Leave it as it was`}
            </Button>
          )}
        </Group>
      )}
      <Text size="sm" c="dimmed" aria-live="polite">
        <Trans>
          Version {inForce.version}, of {who(inForce.savedBy)}, {spoken(inForce.at)}
        </Trans>
        {inForce.left > 0 && (
          <>
            {" · "}
            <Trans>{inForce.left} appeals are still to be looked at by it</Trans>
          </>
        )}
      </Text>
    </>
  );
}
