import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Progress, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { ProblemNote } from "../shared/parts/ProblemNote";
import { Section } from "../shared/parts/Section";
import { spoken } from "../shared/words/times";
import { now, pass } from "./development";

const STEPS = [1, 7, 31];

/** The clock of the whole system, which only moves forward. */
export function Clock({ zone }: { readonly zone?: string | undefined }) {
  const { t } = useLingui();
  const [at, setAt] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => void now().then(setAt), []);
  const go = async (days: number) => {
    setProblem("");
    setDone(0);
    try {
      await pass(`P${days}D`, (reached) => {
        setAt(reached.now);
        setDone(reached.done);
      });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setDone(null);
  };
  return (
    <Section title={<Trans>Clock</Trans>}>
      <Text size="sm">{at && spoken(at, zone)}</Text>
      {done !== null && <Progress value={100 * done} aria-label={t`Time passes`} animated />}
      <ProblemNote says={problem} />
      <Group gap="xs">
        {STEPS.map((days) => (
          <Button
            key={days}
            size="compact-sm"
            variant="default"
            disabled={done !== null}
            onClick={() => go(days)}
          >
            <Plural value={days} one="# day passes" other="# days pass" />
          </Button>
        ))}
      </Group>
    </Section>
  );
}
