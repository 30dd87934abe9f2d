import { useLingui } from "@lingui/react/macro";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import {
  type Channel,
  LiftSuppressionDocument,
  SuppressAddressDocument,
} from "../../graph/graphql";
import { ReasonForm } from "../../parts/ReasonForm";
import type { FormProps } from "./act";

interface ChannelProps {
  readonly channel: Channel;
  readonly set: (channel: Channel) => void;
}

function ChannelChoice({ channel, set }: ChannelProps) {
  const { t } = useLingui();
  return (
    <SegmentedControl
      aria-label={t`Channel`}
      data={[
        { value: "SMS", label: t`SMS` },
        { value: "EMAIL", label: t`E-mail` },
      ]}
      value={channel}
      onChange={(value) => set(value as Channel)}
    />
  );
}

export function Suppress({ member: { memberId }, says, done }: FormProps) {
  const { t } = useLingui();
  const [channel, setChannel] = useState<Channel>("SMS");
  return (
    <ReasonForm
      document={SuppressAddressDocument}
      answerOf={(data) => data.suppressAddress}
      given={{ memberId, channel }}
      says={says}
      reads={t`Staff read it.`}
      done={() => done()}
    >
      <ChannelChoice channel={channel} set={setChannel} />
    </ReasonForm>
  );
}

export function Lift({ member: { memberId }, says, done }: FormProps) {
  const { t } = useLingui();
  const [channel, setChannel] = useState<Channel>("SMS");
  return (
    <ReasonForm
      document={LiftSuppressionDocument}
      answerOf={(data) => data.liftSuppression}
      given={{ memberId, channel }}
      says={says}
      reads={t`Staff read it.`}
      done={() => done()}
    >
      <ChannelChoice channel={channel} set={setChannel} />
    </ReasonForm>
  );
}
