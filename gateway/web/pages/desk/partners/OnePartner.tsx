import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Collapse, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  CutOffPartnerDocument,
  type PartnerFragment,
  ReadmitPartnerDocument,
} from "../graph/graphql";
import { useMay } from "../may";
import { FactList } from "../parts/FactList";
import { ReasonForm } from "../parts/ReasonForm";
import { IssueKey } from "./IssueKey";
import { Opens } from "./Opens";

interface Part {
  readonly partner: PartnerFragment;
}

export function OnePartner({ partner }: Part) {
  const may = useMay();
  const { partnerId, cutOff } = partner;
  return (
    <Section
      title={
        <Group gap="xs">
          <span dir="auto">{partner.name}</span>
          <Text span size="sm" c="dimmed">
            {partnerId}
          </Text>
          {cutOff && (
            <Badge color="red" variant="light" tt="none">
              <Trans>cut off</Trans>
            </Badge>
          )}
        </Group>
      }
    >
      <FactList facts={useFacts(partner)} />
      {!cutOff && may("issueKey") && <IssueKey partnerId={partnerId} />}
      {!cutOff && may("cutOffPartner") && <CutOff partner={partner} />}
      {cutOff && may("readmitPartner") && <Readmit partner={partner} />}
    </Section>
  );
}

function useFacts({ contactEmail, cutOffReason, createdAt, keys }: PartnerFragment) {
  const { t } = useLingui();
  const good = keys.filter((key) => !key.revokedAt);
  const used = good.map((key) => key.usedAt ?? "").sort();
  return [
    { key: "contact", is: t`Who is written to`, says: contactEmail },
    { key: "since", is: t`Known since`, says: spoken(createdAt) },
    { key: "keys", is: t`Good keys`, says: String(good.length) },
    { key: "used", is: t`Used last`, says: used.at(-1) ? spoken(used.at(-1) ?? "") : null },
    { key: "why", is: t`Cut off because`, says: cutOffReason },
  ];
}

function CutOff({ partner: { partnerId } }: Part) {
  const { t } = useLingui();
  const [open, { toggle, close }] = useDisclosure(false);
  return (
    <>
      <Opens open={open} toggle={toggle}>
        <Trans>Cut it off…</Trans>
      </Opens>
      <Collapse expanded={open}>
        {open && (
          <ReasonForm
            document={CutOffPartnerDocument}
            answerOf={(data) => data.cutOffPartner}
            given={{ partnerId }}
            says={t`Cut it off`}
            reads={t`Staff read it. Its keys end within seconds, and nothing is sent to it.`}
            done={close}
          />
        )}
      </Collapse>
    </>
  );
}

function Readmit({ partner: { partnerId } }: Part) {
  const { t } = useLingui();
  return (
    <ReasonForm
      document={ReadmitPartnerDocument}
      answerOf={(data) => data.readmitPartner}
      given={{ partnerId }}
      says={t`Let it in again`}
      reads={t`Staff read it. What happened meanwhile is sent to it.`}
      done={() => {}}
    />
  );
}
