import { Trans, useLingui } from "@lingui/react/macro";
import { Paper, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "urql";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { TryAnswerDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { type Both, isWhole } from "../parts/BothLanguages";

const PAUSE = 500;

/** What the text would say of one appeal; nothing is saved by it. */
export function TryAnswer({ text }: { readonly text: Both }) {
  const { t } = useLingui();
  const [number, setNumber] = useKept("answers.tried", "");
  const [asked] = useDebouncedValue(JSON.stringify({ number: number.trim(), text }), PAUSE);
  const given = JSON.parse(asked) as { number: string; text: Both };
  const idle = given.number === "" || !isWhole(given.text);
  const [{ data }] = useQuery({ query: TryAnswerDocument, variables: given, pause: idle });
  const found = idle ? undefined : data?.previewAnswer;
  return (
    <>
      <TextInput
        label={t`Try it on an appeal`}
        placeholder="AP-20261121-0001"
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      {found && "message" in found && <ProblemNote says={found.message} />}
      {found?.__typename === "AnswerPreview" && (
        <Paper withBorder p="xs" aria-live="polite">
          <Text size="xs" c="dimmed">
            <Trans>It would say</Trans>
          </Text>
          <Text size="sm" lang="zh-CN">
            {found.text.zh}
          </Text>
          <Text size="sm" mt="xs" lang="en">
            {found.text.en}
          </Text>
        </Paper>
      )}
    </>
  );
}
