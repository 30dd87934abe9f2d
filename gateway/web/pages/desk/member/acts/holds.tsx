import { useLingui } from "@lingui/react/macro";
import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  type HoldKind,
  PlaceHoldDocument,
  ReleaseMemberHoldDocument,
  ReviewThirdPartyRenewalDocument,
} from "../../graph/graphql";
import { ReasonForm } from "../../parts/ReasonForm";
import { HOLD, useSay } from "../../words";
import type { FormProps } from "./act";

export function PlaceHold({ member: { memberId }, says, done }: FormProps) {
  const { t } = useLingui();
  const [until, setUntil] = useState("");
  return (
    <ReasonForm
      document={PlaceHoldDocument}
      answerOf={(data) => data.placeHold}
      given={{ memberId, until: until ? new Date(until).toISOString() : null }}
      says={says}
      done={() => done()}
    >
      <TextInput
        type="datetime-local"
        label={t`Until`}
        description={t`Left empty: until staff release it.`}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </ReasonForm>
  );
}

export function ReleaseHold({ member: { memberId, membership }, says, done }: FormProps) {
  const { t } = useLingui();
  const say = useSay();
  const held = (membership?.holds ?? []).map((hold) => hold.kind);
  const [kind, setKind] = useState<HoldKind | null>(held[0] ?? null);
  return (
    <ReasonForm
      document={ReleaseMemberHoldDocument}
      answerOf={(data) => data.releaseMemberHold}
      given={kind && { memberId, kind }}
      says={says}
      done={() => done()}
    >
      <Select
        label={t`Hold`}
        data={held.map((one) => ({ value: one, label: say(HOLD[one]) }))}
        value={kind}
        onChange={(value) => setKind(value as HoldKind | null)}
        allowDeselect={false}
      />
    </ReasonForm>
  );
}

export function ReviewRenewal({ member: { memberId, membership }, says, done }: FormProps) {
  const { t } = useLingui();
  const [found, setFound] = useState("");
  const held = membership?.holds.find((hold) => hold.kind === "THIRD_PARTY_RENEWAL");
  const orderId = held?.orderId ?? "";
  return (
    <ReasonForm
      document={ReviewThirdPartyRenewalDocument}
      answerOf={(data) => data.reviewThirdPartyRenewal}
      given={found ? { memberId, orderId, confirmed: found === "yes" } : null}
      says={says}
      done={() => done()}
    >
      <SegmentedControl
        aria-label={t`Order ${orderId}`}
        data={[
          { value: "yes", label: t`Unofficial` },
          { value: "no", label: t`It is all right` },
        ]}
        value={found}
        onChange={setFound}
      />
    </ReasonForm>
  );
}
