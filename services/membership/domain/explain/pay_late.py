"""For some days after grace, or after a refund ended it, a payment still begins the membership
again at the price held."""

from collections.abc import Iterable

from services.membership.contract import claim_events, events, money_events
from services.membership.contract.remedy_events import RenewalOffered
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import claim
from services.membership.domain.explain.step import PossibleStep

_SAYS_UNTIL = events.MembershipExpired | money_events.MembershipReversed | claim_events.ClaimClosed


def pay_late(facts: Facts, _: Finding) -> Iterable[PossibleStep]:
    offers = facts.all_of(RenewalOffered)
    if offers and facts.view.offered_until is not None:
        yield _take_up(facts, offers[-1])
    else:
        yield from _begin_again(facts)


def _take_up(facts: Facts, offer: HistoryEntry[RenewalOffered]) -> PossibleStep:
    price, until = facts.view.price, offer.body.until
    missing = max(price - facts.view.balance, 0)
    return PossibleStep(
        action="PAY",
        says=claim(
            "{until} 前余额补足 {missing}，即按原价 {price} 自动续费，时间不中断。",
            "Once your balance has {missing} more, by {until}, it renews by itself for the price "
            "you had, {price}, without a gap.",
            on=(*facts.proof(offer), *facts.balance_proof()),
            until=facts.formatter.when(until),
            missing=facts.formatter.money(missing),
            price=facts.formatter.money(price),
        ),
        amount=missing,
        until=until,
    )


def _begin_again(facts: Facts) -> Iterable[PossibleStep]:
    ended = facts.lifecycle_end() if facts.ended else None
    if ended is None or not isinstance(ended.body, _SAYS_UNTIL):
        return
    until, missing = ended.body.pay_until, facts.view.price - facts.view.balance
    if until is None or facts.at >= until or missing <= 0:
        return
    yield PossibleStep(
        action="PAY",
        says=claim(
            "{until} 前付款 {missing} 续费，即按原价 {price} 从付款时开始新的一期。",
            "Pay {missing} for a renewal by {until}, and a new period begins with the payment at "
            "the price you had, {price}.",
            on=(*facts.proof(ended), *facts.balance_proof()),
            until=facts.formatter.when(until),
            missing=facts.formatter.money(missing),
            price=facts.formatter.money(facts.view.price),
        ),
        amount=missing,
        until=until,
    )
