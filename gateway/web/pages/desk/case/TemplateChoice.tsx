import { useLingui } from "@lingui/react/macro";
import { Paper, Select, Text } from "@mantine/core";
import { useQuery } from "urql";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { AnswerTemplatesDocument, PreviewAnswerDocument } from "../graph/graphql";

interface Props {
  readonly number: string;
  readonly chosen: string;
  readonly choose: (code: string) => void;
}

/** A saved text in place of one's own, as the member would read it. */
export function TemplateChoice({ number, chosen, choose }: Props) {
  const { t } = useLingui();
  const [{ data }] = useQuery({ query: AnswerTemplatesDocument });
  const [preview] = useQuery({
    query: PreviewAnswerDocument,
    variables: { number, code: chosen },
    pause: !chosen,
  });
  const templates = (data?.answerTemplates?.templates ?? []).filter((one) => !one.retired);
  if (templates.length === 0) return null;
  const shown = chosen ? preview.data?.previewAnswer : undefined;
  return (
    <>
      <Select
        label={t`Template`}
        placeholder={t`None: your own words`}
        data={templates.map(({ code, title }) => ({ value: code, label: title.text }))}
        value={chosen || null}
        onChange={(code) => choose(code ?? "")}
        clearable
        searchable
      />
      {shown?.__typename === "AnswerPreview" && (
        <Paper withBorder p="xs">
          <Text size="sm">{shown.text.zh}</Text>
          <Text size="sm" mt="xs">
            {shown.text.en}
          </Text>
        </Paper>
      )}
      {shown && "message" in shown && <ProblemNote says={shown.message} />}
    </>
  );
}
