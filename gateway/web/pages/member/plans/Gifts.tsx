import { Trans, useLingui } from "@lingui/react/macro";
import { Group, NativeSelect, NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { Section } from "../../shared/parts/Section";
import { AcceptGiftDocument, EndGiftDocument, OfferGiftDocument } from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";
import { Passing } from "./Passing";
import type { Held, Shown } from "./shown";

/** Some uses of what a plan gives in numbers, to somebody else whose plan has it, too. */
export function Gifts({ me, zone, again }: Shown) {
  const accept = useCommand(AcceptGiftDocument, (data) => data.acceptGift);
  const end = useCommand(EndGiftDocument, (data) => data.endGift);
  const gift = me.passing?.gift;
  const quotas = (me.membership?.benefits ?? []).filter((one) => (one.left ?? 0) > 0);
  if (!gift && quotas.length === 0) return null;
  return (
    <Section title={<Trans>Give uses away</Trans>}>
      {gift ? (
        <Passing
          one={gift}
          what={
            <Trans>
              {gift.count} of “{gift.name.text}”
            </Trans>
          }
          zone={zone}
          accept={accept}
          end={end}
          again={again}
        />
      ) : (
        <Offer quotas={quotas} again={again} />
      )}
    </Section>
  );
}

interface OfferProps {
  readonly quotas: Held["benefits"];
  readonly again: () => void;
}

function Offer({ quotas, again }: OfferProps) {
  const { t } = useLingui();
  const [to, setTo] = useState("");
  const [benefit, setBenefit] = useState(quotas[0]?.code ?? "");
  const [count, setCount] = useState<number | string>(1);
  const { run, busy, problem } = useCommand(OfferGiftDocument, (data) => data.offerGift);
  const act = async (code?: string) => {
    const gift = { to: to.trim(), benefit, count: Number(count) };
    if (await run({ ...gift, ...(code ? { code } : {}) })) again();
  };
  return (
    <>
      <Text size="sm">
        <Trans>
          They last as long as the receiver's period, and become theirs a day after they are
          accepted.
        </Trans>
      </Text>
      <NativeSelect
        label={t`What you give`}
        value={benefit}
        data={quotas.map((one) => ({
          value: one.code,
          label: t`${one.name.text} (${String(one.left)} left)`,
        }))}
        onChange={(event) => setBenefit(event.currentTarget.value)}
      />
      <Group grow align="end">
        <TextInput
          label={t`Member number of who is to have them`}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <NumberInput label={t`How many`} min={1} value={count} onChange={setCount} hideControls />
      </Group>
      <Confirmed
        purpose="TRANSFER"
        says={<Trans>Offer them</Trans>}
        act={act}
        busy={busy}
        problem={problem}
        disabled={!to.trim()}
      />
    </>
  );
}
