import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { priced } from "../../shared/words/money";
import { spoken } from "../../shared/words/times";
import type { Stands } from "./stands";

/** What renewing by itself does to the balance, and what is missing for it. */
export function Prospect({ membership: { price, balance, period, method }, zone }: Stands) {
  const at = spoken(period.end, zone, "day");
  const left = balance.amount - price.amount;
  const rest = priced(Math.abs(left), price.currency);
  if (left >= 0)
    return (
      <Text size="sm" c="dimmed">
        <Trans>
          {price.formatted} is taken from your balance on {at}; {rest} is left then.
        </Trans>
      </Text>
    );
  if (method)
    return (
      <Text size="sm" c="dimmed">
        <Trans>
          {price.formatted} is needed on {at}. Your balance is {rest} short; the shop is asked to
          charge that to {method.masked}.
        </Trans>
      </Text>
    );
  return (
    <Text size="sm">
      <Trans>
        {price.formatted} is needed on {at}. Your balance is {rest} short: top it up in the shop
        before then.
      </Trans>
    </Text>
  );
}
