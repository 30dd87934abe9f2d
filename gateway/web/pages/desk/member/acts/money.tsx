import { useLingui } from "@lingui/react/macro";
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { decimalsOf, inMinorUnits } from "../../../shared/words/money";
import {
  AdjustBalanceDocument,
  RefusePaymentClaimDocument,
  WithdrawBalanceDocument,
} from "../../graph/graphql";
import { ReasonForm } from "../../parts/ReasonForm";
import { type FormProps, waiting } from "./act";

/** As it is typed: "12." and "12.50" are no numbers yet, to the field. */
type Amount = number | string;

interface AmountProps {
  readonly currency: string;
  readonly amount: Amount;
  readonly set: (amount: Amount) => void;
  readonly min?: number;
  readonly description?: string;
}

function AmountInput({ currency, amount, set, ...how }: AmountProps) {
  const { t } = useLingui();
  return (
    <NumberInput
      {...how}
      label={t`Amount in ${currency}`}
      decimalScale={decimalsOf(currency)}
      value={amount}
      onChange={set}
      required
    />
  );
}

const currencyOf = ({ balance }: FormProps["member"]): string => balance?.currency ?? "CNY";

export function Adjust({ member, says, done }: FormProps) {
  const { t } = useLingui();
  const [amount, setAmount] = useState<Amount>("");
  const { memberId } = member;
  const currency = currencyOf(member);
  const minor = inMinorUnits(Number(amount), currency);
  return (
    <ReasonForm
      document={AdjustBalanceDocument}
      answerOf={(data) => data.adjustBalance}
      given={minor ? { memberId, amount: minor } : null}
      says={says}
      done={(answer) => done(waiting(answer))}
    >
      <AmountInput
        currency={currency}
        amount={amount}
        set={setAmount}
        description={t`Below zero it is taken.`}
      />
    </ReasonForm>
  );
}

export function Withdraw({ member, says, done }: FormProps) {
  const [amount, setAmount] = useState<Amount>("");
  const { memberId } = member;
  const currency = currencyOf(member);
  const minor = inMinorUnits(Number(amount), currency);
  return (
    <ReasonForm
      document={WithdrawBalanceDocument}
      answerOf={(data) => data.withdrawBalance}
      given={minor ? { memberId, amount: minor } : null}
      says={says}
      done={() => done()}
    >
      <AmountInput currency={currency} amount={amount} set={setAmount} min={0} />
    </ReasonForm>
  );
}

export function RefuseClaim({ member: { memberId, membership }, says, done }: FormProps) {
  const claim = membership?.claim;
  return (
    <ReasonForm
      document={RefusePaymentClaimDocument}
      answerOf={(data) => data.refusePaymentClaim}
      given={claim ? { memberId, orderId: claim.orderId } : null}
      says={says}
      done={() => done()}
    />
  );
}
