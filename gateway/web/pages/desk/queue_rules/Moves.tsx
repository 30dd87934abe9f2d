import { Plural, Trans } from "@lingui/react/macro";
import { List, Loader, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useClient } from "urql";
import { useUnreachable } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { count } from "../../shared/words/numbers";
import { type AppealQueue, PreviewQueueRulesDocument } from "../graph/graphql";
import { QUEUE, useSay } from "../words";
import { command, type Rule } from "./writing";

interface Found {
  readonly appeals: number;
  readonly moves: ReadonlyMap<string, number>;
  readonly whole: boolean;
  readonly problem: string;
}

const NOTHING: Found = { appeals: 0, moves: new Map(), whole: false, problem: "" };
const PAUSE = 600;

/** What these rules would move, page by page to the end; nothing is saved. */
function useMoves(rules: readonly Rule[]): Found {
  const client = useClient();
  const unreachable = useUnreachable();
  const [asked] = useDebouncedValue(JSON.stringify(rules.map(command)), PAUSE);
  const [found, setFound] = useState(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when the rules are others
  useEffect(() => {
    let gone = false;
    const go = async (so: Found, after: string | null): Promise<void> => {
      const given = { rules: JSON.parse(asked), after };
      const { data, error } = await client
        .query(PreviewQueueRulesDocument, given, { requestPolicy: "network-only" })
        .toPromise();
      if (gone) return;
      const page = data?.previewQueueRules;
      if (!page || "message" in page)
        return setFound({ ...so, whole: true, problem: (page ?? unreachable(error)).message });
      const moves = new Map(so.moves);
      for (const { source, target, appeals } of page.moves) {
        const key = `${source} ${target}`;
        moves.set(key, (moves.get(key) ?? 0) + appeals);
      }
      const next = { appeals: so.appeals + page.appeals, moves, whole: !page.next, problem: "" };
      setFound(next);
      if (page.next) await go(next, page.next);
    };
    setFound(NOTHING);
    go(NOTHING, null);
    return () => {
      gone = true;
    };
  }, [client, asked]);
  return found;
}

export function Moves({ rules }: { readonly rules: readonly Rule[] }) {
  const say = useSay();
  const { appeals, moves, whole, problem } = useMoves(rules);
  return (
    <Section title={<Trans>What it would move</Trans>}>
      <ProblemNote says={problem} />
      <Text size="sm" aria-live="polite">
        <Plural value={appeals} one="# open appeal looked at" other="# open appeals looked at" />{" "}
        {!whole && <Loader size="xs" aria-hidden />}
      </Text>
      {whole && !problem && moves.size === 0 && (
        <Text size="sm">
          <Trans>Each would wait where it waits now.</Trans>
        </Text>
      )}
      <List size="sm">
        {[...moves].map(([key, number]) => {
          const [source, target] = key.split(" ") as [AppealQueue, AppealQueue];
          return (
            <List.Item key={key}>
              {say(QUEUE[source])} → {say(QUEUE[target])}: {count(number)}
            </List.Item>
          );
        })}
      </List>
    </Section>
  );
}
