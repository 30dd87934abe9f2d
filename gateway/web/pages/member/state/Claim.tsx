import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { useKept } from "../../shared/kept";
import { Folded } from "../../shared/parts/Folded";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { decimalsOf, inMinorUnits } from "../../shared/words/money";
import { localMinute, spoken } from "../../shared/words/times";
import { ClaimPaymentDocument } from "../graph/graphql";
import type { Stands } from "./stands";

/** For who paid and is no member: the own proof gives access at once, while it is checked. */
export function Claim({ membership, zone, now }: Stands & { readonly now: string }) {
  if (membership.claim)
    return <Checked claim={membership.claim} entitled={membership.entitled} zone={zone} />;
  if (membership.entitled && membership.status !== "GRACE") return null;
  return (
    <Section title={<Trans>Paid, but not a member?</Trans>}>
      <Folded says={<Trans>Tell us of the payment</Trans>}>
        <Form currency={membership.price.currency} now={now} />
      </Folded>
    </Section>
  );
}

interface CheckedProps {
  readonly claim: NonNullable<Stands["membership"]["claim"]>;
  readonly entitled: boolean;
  readonly zone: string;
}

function Checked({ claim, entitled, zone }: CheckedProps) {
  return (
    <Section title={<Trans>Your payment is checked</Trans>}>
      <Text>
        <Trans>
          You told us of {claim.amount.formatted} for order {claim.orderId}, paid on{" "}
          {spoken(claim.paidAt, zone)}.
        </Trans>
      </Text>
      {claim.access && entitled && (
        <Text>
          <Trans>Until it is settled you have everything that a member has.</Trans>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {claim.overdue ? (
          <Trans>It takes longer than it should: a person looks into it now.</Trans>
        ) : (
          <Trans>It is settled by {spoken(claim.decideBy, zone)}, and you are told.</Trans>
        )}
      </Text>
    </Section>
  );
}

interface Said {
  readonly orderId: string;
  /** As it is written until it is a number: 9.90 is text, 9.9 is not. */
  readonly amount: number | string;
  /** By this browser's clock. */
  readonly paidAt: string;
}

interface FormProps {
  readonly currency: string;
  /** By the gateway's clock. */
  readonly now: string;
}

function Form({ currency, now }: FormProps) {
  const { t } = useLingui();
  const nothing: Said = { orderId: "", amount: "", paidAt: localMinute(now) };
  const [said, setSaid, forget] = useKept("claim", nothing);
  const { run, busy, problem } = useCommand(ClaimPaymentDocument, (data) => data.claimPayment);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const amount = inMinorUnits(Number(said.amount), currency);
    const paidAt = new Date(said.paidAt).toISOString();
    if (await run({ orderId: said.orderId.trim(), amount, paidAt })) forget();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          <Trans>
            Write it as your receipt shows it. If it could have renewed your membership, you have it
            back at once, while we look for the payment.
          </Trans>
        </Text>
        <TextInput
          label={t`Order number`}
          value={said.orderId}
          onChange={(event) => setSaid({ ...said, orderId: event.currentTarget.value })}
          required
        />
        <Group grow align="start">
          <NumberInput
            label={t`Amount in ${currency}`}
            decimalScale={decimalsOf(currency)}
            hideControls
            value={said.amount}
            onChange={(amount) => setSaid({ ...said, amount })}
            required
          />
          <TextInput
            type="datetime-local"
            label={t`Paid at`}
            value={said.paidAt}
            onChange={(event) => setSaid({ ...said, paidAt: event.currentTarget.value })}
            required
          />
        </Group>
        <ProblemNote says={problem?.message} />
        <Button type="submit" variant="default" loading={busy}>
          <Trans>I have paid this</Trans>
        </Button>
      </Stack>
    </form>
  );
}
