import { Plural, Trans } from "@lingui/react/macro";
import { List } from "@mantine/core";
import { spoken } from "../../shared/words/times";
import type { GivenFragment } from "../graph/graphql";
import { usePlanName } from "../plans/naming";
import { HOLD, useSay } from "../words";

/** What a remedy gives, or gave. */
export function Gives({ gives }: { readonly gives: GivenFragment }) {
  const say = useSay();
  const plan = usePlanName(gives.plan);
  const { days, periodEnd, credited, charged, missing, offeredUntil, released } = gives;
  return (
    <List size="sm">
      {days > 0 && (
        <List.Item>
          <Plural value={days} one="# day" other="# days" />
        </List.Item>
      )}
      {periodEnd && (
        <List.Item>
          <Trans>
            {plan} at {gives.price.formatted}, until {spoken(periodEnd)}
          </Trans>
        </List.Item>
      )}
      {credited.amount > 0 && (
        <List.Item>
          <Trans>{credited.formatted} to the balance</Trans>
        </List.Item>
      )}
      {charged.amount > 0 && (
        <List.Item>
          <Trans>{charged.formatted} is charged</Trans>
        </List.Item>
      )}
      {missing.amount > 0 && (
        <List.Item>
          <Trans>{missing.formatted} is missing on the balance</Trans>
        </List.Item>
      )}
      {offeredUntil && (
        <List.Item>
          <Trans>Offered until {spoken(offeredUntil)}</Trans>
        </List.Item>
      )}
      {released.map((kind) => (
        <List.Item key={kind}>
          <Trans>Lifted: {say(HOLD[kind])}</Trans>
        </List.Item>
      ))}
    </List>
  );
}
