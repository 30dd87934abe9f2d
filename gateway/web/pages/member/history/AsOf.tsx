import { Trans, useLingui } from "@lingui/react/macro";
import { Slider, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { AsOfDocument } from "../graph/graphql";
import { STATUS } from "../state/words";

const STEPS = 200;

interface Props {
  readonly zone: string;
  readonly oldest: string | undefined;
  /** By the clock of the gateway, which goes ahead of ours where it was moved. */
  readonly now: string;
}

/** How it stood at a time between the oldest step that is shown and now. */
export function AsOf({ zone, oldest, now }: Props) {
  const { t } = useLingui();
  const [step, setStep] = useState(STEPS);
  const [asked, setAsked] = useState(STEPS);
  const until = Date.parse(now);
  const from = Date.parse(oldest ?? now);
  const at = (of: number) => new Date(from + ((until - from) * of) / STEPS).toISOString();
  const said = spoken(at(step), zone);
  return (
    <Section title={<Trans>How it stood on…</Trans>}>
      <Text aria-hidden>{said}</Text>
      <Slider
        max={STEPS}
        value={step}
        onChange={setStep}
        onChangeEnd={setAsked}
        label={null}
        thumbLabel={t`How it stood on…`}
        thumbProps={{ "aria-valuetext": said }}
      />
      <Stood at={at(asked)} />
    </Section>
  );
}

function Stood({ at }: { readonly at: string }) {
  const query = useQuery({ query: AsOfDocument, variables: { at } });
  return (
    <Asked query={query}>
      {({ me }) => {
        const stood = me?.membership?.asOf;
        if (!stood)
          return (
            <Text>
              <Trans>There was no membership yet.</Trans>
            </Text>
          );
        return (
          <Stack gap={2} aria-live="polite">
            <Text fw={600}>
              {stood.plan.name.text} · {STATUS[stood.status]}
            </Text>
            <Text size="sm">{stood.explanation?.summary.text}</Text>
          </Stack>
        );
      }}
    </Asked>
  );
}
