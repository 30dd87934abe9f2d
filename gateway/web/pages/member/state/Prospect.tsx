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
          On {at} {price.formatted} is taken from the balance; {rest} is left then.
        </Trans>
      </Text>
    );
  if (method)
    return (
      <Text size="sm" c="dimmed">
        <Trans>
          On {at} {price.formatted} is needed. The balance lacks {rest}, which the shop is asked to
          charge to {method.masked}.
        </Trans>
      </Text>
    );
  return (
    <Text size="sm">
      <Trans>
        On {at} {price.formatted} is needed, and the balance lacks {rest}: put it there in the shop
        before.
      </Trans>
    </Text>
  );
}
