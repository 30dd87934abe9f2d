import { Trans } from "@lingui/react/macro";
import { Anchor, List, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { type Piece, weighed } from "../../shared/evidence";
import { Asked } from "../../shared/parts/Asked";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { CaseFileDocument, type CaseFileQuery } from "../graph/graphql";

type Sealed = NonNullable<CaseFileQuery["caseFile"]>;

interface Props {
  readonly number: string;
  readonly zone: string;
}

/** What was put together for the member, to be read and to be taken along with its hash. */
export function CaseFile({ number, zone }: Props) {
  const query = useQuery({ query: CaseFileDocument, variables: { number } });
  return (
    <Section title={<Trans>What is known of it</Trans>}>
      <Asked query={query}>
        {({ caseFile }) =>
          caseFile ? (
            <Read sealed={caseFile} zone={zone} />
          ) : (
            <Text size="sm">
              <Trans>It is being put together.</Trans>
            </Text>
          )
        }
      </Asked>
    </Section>
  );
}

function Read({
  sealed: { file, sealed, content, number },
  zone,
}: Pick<Props, "zone"> & { readonly sealed: Sealed }) {
  const { first, further, terms } = weighed(file);
  const href = `data:application/json;charset=utf-8,${encodeURIComponent(content)}`;
  return (
    <Stack gap="xs">
      <Text>{file.explanation.summary.text}</Text>
      <Lines lines={first.map(said)} zone={zone} />
      <Part title={<Trans>Further records</Trans>} lines={further.map(said)} zone={zone} />
      <Part title={<Trans>Terms that applied</Trans>} lines={terms.map(said)} zone={zone} />
      <Part
        title={<Trans>Orders that you named</Trans>}
        lines={file.namedOrders.map(ordered)}
        zone={zone}
      />
      <Part title={<Trans>What you were told</Trans>} lines={file.alerts.map(told)} zone={zone} />
      <Text size="xs" c="dimmed">
        <Trans>
          Version {sealed.version}, sealed on {spoken(file.gatheredAt, zone)}.
        </Trans>{" "}
        <Anchor href={href} download={`${number}-${sealed.version}.json`} size="xs">
          <Trans>Download it</Trans>
        </Anchor>{" "}
        SHA-256 {sealed.sha256}
      </Text>
    </Stack>
  );
}

interface Line {
  readonly key: string;
  readonly text: string;
  readonly at: string | null;
}

const said = (one: Piece): Line => ({
  key: `${one.kind} ${one.id}`,
  text: one.says.text,
  at: one.at,
});

const ordered = (one: Sealed["file"]["namedOrders"][number]): Line => ({
  key: one.named,
  text: `${one.named}: ${one.says.text}`,
  at: one.at,
});

const told = (one: Sealed["file"]["alerts"][number]): Line => ({
  key: one.id,
  text: one.title.text,
  at: one.at,
});

interface PartProps extends Pick<Props, "zone"> {
  readonly title: ReactNode;
  readonly lines: readonly Line[];
}

function Part({ title, lines, zone }: PartProps) {
  if (lines.length === 0) return null;
  return (
    <details>
      <Text component="summary" size="sm">
        {title} ({lines.length})
      </Text>
      <Lines lines={lines} zone={zone} />
    </details>
  );
}

function Lines({ lines, zone }: Omit<PartProps, "title">) {
  return (
    <List size="sm">
      {lines.map((one) => (
        <List.Item key={one.key}>
          {one.text} {one.at && `(${spoken(one.at, zone)})`}
        </List.Item>
      ))}
    </List>
  );
}
