import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, SegmentedControl, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useNow } from "../../shared/asking/clock";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { Due } from "../clock";
import { DecideRectificationDocument, type RectificationSaidFragment } from "../graph/graphql";
import { useMay } from "../may";
import { FactList } from "../parts/FactList";
import { MemberLink } from "../parts/MemberLink";
import { ReasonForm } from "../parts/ReasonForm";
import { useSay } from "../words";
import { SUBJECT } from "./words";

interface Props {
  readonly memberId: string;
  readonly one: RectificationSaidFragment;
  readonly again: () => void;
}

/** What stands there, what should, and the decision. */
export function OneRectification({ memberId, one, again }: Props) {
  const { t } = useLingui();
  const say = useSay();
  const may = useMay();
  const now = useNow();
  const facts = [
    { key: "member", is: t`Member`, says: <MemberLink memberId={memberId} /> },
    { key: "about", is: t`About`, says: one.about },
    { key: "wrong", is: t`Stands there`, says: one.wrong },
    { key: "right", is: t`Should stand there`, says: one.right },
    { key: "asked", is: t`Asked`, says: spoken(one.askedAt) },
    { key: "by", is: t`To be answered`, says: <Due at={one.answerBy} now={now} /> },
  ];
  return (
    <Section title={say(SUBJECT[one.subject])}>
      <FactList facts={facts} />
      {may("decideRectification") && <Decide memberId={memberId} one={one} again={again} />}
    </Section>
  );
}

function Decide({ memberId, one, again }: Props) {
  const { t } = useLingui();
  const [verdict, setVerdict] = useState("");
  const [mended, setMended] = useState("");
  const [nothingToMend, setNothing] = useState(false);
  const accepted = verdict === "yes";
  const ids = mended.split(/[\s,，、]+/).filter(Boolean);
  return (
    <ReasonForm
      document={DecideRectificationDocument}
      answerOf={(data) => data.decideRectification}
      given={
        verdict
          ? { memberId, id: one.id, accepted, mended: accepted ? ids : [], nothingToMend }
          : null
      }
      says={t`Decide`}
      done={again}
    >
      <SegmentedControl
        aria-label={t`Decision`}
        data={[
          { value: "yes", label: t`The record was wrong` },
          { value: "no", label: t`It stays as it is` },
        ]}
        value={verdict}
        onChange={setVerdict}
      />
      {accepted && (
        <>
          <Text size="sm">
            <Trans>
              First correct it on the member's page; then name the steps of the history by which
              that was done.
            </Trans>
          </Text>
          <Textarea
            label={t`Ids of those steps`}
            value={mended}
            onChange={(event) => setMended(event.currentTarget.value)}
            autosize
            disabled={nothingToMend}
          />
          <Checkbox
            label={t`Nothing had to change, for the reason said`}
            checked={nothingToMend}
            onChange={(event) => setNothing(event.currentTarget.checked)}
          />
        </>
      )}
    </ReasonForm>
  );
}
