import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useQuery } from "urql";
import { Differing } from "../../shared/parts/Differing";
import { language } from "../../shared/words/language";
import { TermDiffersDocument } from "../graph/graphql";

interface Props {
  readonly clause: string;
  /** The version that binds now; none does: there is nothing to compare with. */
  readonly before: number | undefined;
  readonly after: number;
}

/** The text that is coming, with what goes out of today's and what comes in. */
export function Differs({ clause, before, after }: Props) {
  const [{ data }] = useQuery({
    query: TermDiffersDocument,
    variables: { clause, before: before ?? after, after },
    pause: before === undefined,
  });
  const found = data?.compareClauseVersions;
  if (found?.__typename !== "ClauseDifferences") return null;
  const pieces = found.text[language];
  if (pieces.every((one) => one.kind === "SAME")) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        <Trans>What changes in the text</Trans>
      </Text>
      <Text size="sm">
        <Differing pieces={pieces} />
      </Text>
    </>
  );
}
