import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Select, Stack, Table, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  AffectedDocument,
  type AffectedQuery,
  type AffectedState,
  HandOverAffectedDocument,
} from "../graph/graphql";
import { useMay } from "../may";
import { CaseLink } from "../parts/CaseLink";
import { MemberLink } from "../parts/MemberLink";
import { useChoices, useSay } from "../words";
import { AFFECTED } from "./words";

interface Props {
  readonly id: string;
  /** Of the incident: another one, and the members are asked for anew. */
  readonly version: number;
}

/** Whoever lost something by it, having appealed or not. */
export function Affected({ id, version }: Props) {
  const { t } = useLingui();
  const states = useChoices(AFFECTED);
  const [state, setState] = useState<AffectedState | null>(null);
  return (
    <Section title={<Trans>Members affected</Trans>}>
      <Select
        label={t`How far it is with them`}
        placeholder={t`any`}
        data={states}
        value={state}
        onChange={(value) => setState(value as AffectedState | null)}
        clearable
        maw={320}
      />
      <Members key={state} id={id} version={version} state={state} />
    </Section>
  );
}

function Members({ id, version, state }: Props & { readonly state: AffectedState | null }) {
  const pages = usePages();
  const query = useQuery({ query: AffectedDocument, variables: { id, state, after: pages.after } });
  const [, again] = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another version, other members
  useEffect(() => again({ requestPolicy: "network-only" }), [version, again]);
  return (
    <Asked query={query}>
      {({ incident }) =>
        incident?.affected && (
          <Stack>
            {incident.affected.nodes.length === 0 && (
              <Text size="sm" c="dimmed">
                <Trans>Nobody is listed yet: trying a remedy out lists them.</Trans>
              </Text>
            )}

            <Table>
              <Table.Tbody>
                {incident.affected.nodes.map((one) => (
                  <Member key={one.memberId} id={id} one={one} />
                ))}
              </Table.Tbody>
            </Table>

            <More pages={pages} info={incident.affected.pageInfo} />
          </Stack>
        )
      }
    </Asked>
  );
}

type One = NonNullable<NonNullable<AffectedQuery["incident"]>["affected"]>["nodes"][number];

function Member({ id, one }: { readonly id: string; readonly one: One }) {
  const say = useSay();
  return (
    <Table.Tr>
      <Table.Td>
        <MemberLink memberId={one.memberId} />
      </Table.Td>
      <Table.Td>{say(AFFECTED[one.state])}</Table.Td>
      <Table.Td>
        {one.worth.formatted}
        {one.credited.amount > 0 && ` + ${one.credited.formatted}`}
      </Table.Td>
      <Table.Td>
        {one.message} {one.number && <CaseLink number={one.number} />}
      </Table.Td>
      <Table.Td>{one.state === "REFUSED" && <HandOver id={id} memberId={one.memberId} />}</Table.Td>
    </Table.Tr>
  );
}

function HandOver({ id, memberId }: { readonly id: string; readonly memberId: string }) {
  const may = useMay();
  const { run, busy, problem } = useCommand(
    HandOverAffectedDocument,
    (data) => data.handOverAffected,
  );
  if (!may("handOverAffected")) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        onClick={() => run({ id, memberId })}
      >
        <Trans>Hand it to a person</Trans>
      </Button>
      <ProblemNote says={problem?.message} />
    </>
  );
}
