import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { PageTitle } from "../../shared/parts/PageTitle";
import { StaffNamesDocument, StaffReadsDocument } from "../graph/graphql";
import { ReadList } from "./ReadList";

const PAUSE = 400;

/** What staff were shown of members, for administrators. */
export function ReadsPage() {
  const { t } = useLingui();
  const [{ data }] = useQuery({ query: StaffNamesDocument });
  const [staffId, setStaff] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [memberId] = useDebouncedValue(typed.trim(), PAUSE);
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Access log</Trans>
      </PageTitle>
      <Group align="end">
        <Select
          label={t`By whom`}
          placeholder={t`anybody`}
          data={(data?.staff ?? []).map(({ id, name }) => ({ value: id, label: name || id }))}
          value={staffId}
          onChange={setStaff}
          clearable
          searchable
        />
        <TextInput
          label={t`Of which member`}
          description={t`The id; left empty: of all.`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Group>
      <Reads key={`${staffId} ${memberId}`} staffId={staffId} memberId={memberId || null} />
    </Stack>
  );
}

interface Props {
  readonly staffId: string | null;
  readonly memberId: string | null;
}

function Reads({ staffId, memberId }: Props) {
  const pages = usePages();
  const query = useQuery({
    query: StaffReadsDocument,
    variables: { staffId, memberId, after: pages.after },
  });
  return (
    <Asked query={query}>
      {({ staffReads }) =>
        staffReads && (
          <Stack>
            <ReadList reads={staffReads.nodes} />
            <More pages={pages} info={staffReads.pageInfo} />
          </Stack>
        )
      }
    </Asked>
  );
}
