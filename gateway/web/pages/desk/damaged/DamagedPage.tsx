import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  CloseRecordIncidentDocument,
  DamagedRecordsDocument,
  type DamagedRecordsQuery,
} from "../graph/graphql";
import { useMay } from "../may";
import { FactList } from "../parts/FactList";
import { MemberLink } from "../parts/MemberLink";
import { ReasonForm } from "../parts/ReasonForm";

/** Stored records that were not as they had been written, and what was done about them. */
export function DamagedPage() {
  const query = useQuery({ query: DamagedRecordsDocument });
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack maw={900}>
      <PageTitle>
        <Trans>Damaged records</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ recordIncidents }) => (
          <Stack>
            {recordIncidents.length === 0 && (
              <Text c="dimmed">
                <Trans>
                  No damage found. Records are checked against their histories all the time; a
                  difference is repaired from the history and listed here.
                </Trans>
              </Text>
            )}
            {recordIncidents.map((one) => (
              <Damage key={one.id} one={one} again={again} />
            ))}
          </Stack>
        )}
      </Asked>
    </Stack>
  );
}

interface Props {
  readonly one: DamagedRecordsQuery["recordIncidents"][number];
  readonly again: () => void;
}

function Damage({ one, again }: Props) {
  const { t } = useLingui();
  const may = useMay();
  const facts = [
    { key: "repaired", is: t`Put right`, says: one.repaired },
    { key: "last", is: t`Last found`, says: spoken(one.lastAt) },
    { key: "closed", is: t`Closed`, says: one.closedAt && spoken(one.closedAt) },
    { key: "by", is: t`Closed by`, says: one.closedByName || one.closedBy },
  ];
  return (
    <Section title={<Trans>Since {spoken(one.openedAt)}</Trans>}>
      <FactList facts={facts} />
      {one.beyondRepair.length > 0 && (
        <Text size="sm">
          <Trans>Too little was left of these: restore them from a backup.</Trans>
        </Text>
      )}
      {one.beyondRepair.map((memberId) => (
        <MemberLink key={memberId} memberId={memberId} />
      ))}
      {one.reason && <Text size="sm">{one.reason}</Text>}
      {!one.closedAt && may("closeRecordIncident") && (
        <ReasonForm
          document={CloseRecordIncidentDocument}
          answerOf={(data) => data.closeRecordIncident}
          given={{ incidentId: one.id }}
          says={t`Close it`}
          reads={t`What it was, and why it is over. Staff read it.`}
          done={again}
        />
      )}
    </Section>
  );
}
