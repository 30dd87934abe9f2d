"""Data that were not verified in time, though the member was told."""

from services.membership.contract import hold_events, verification_events
from services.membership.contract.words import Cause, HoldKind
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.speech import CHANNEL_NAMES


def data_not_verified(facts: Facts) -> Finding | None:
    entry = facts.main_as(hold_events.HoldPlaced)
    if entry is None or entry.body.hold.kind is not HoldKind.CONTACT_CHECK:
        return None
    told = facts.all_of(verification_events.VerificationNoticed)
    asked = facts.all_of(verification_events.VerificationAsked)
    return Finding(
        cause=Cause.CONTACT_OUTDATED,
        summary=(
            claim(
                "到 {at} 您的联系方式和身份资料还没有核验，会员权益暂停，核验后马上恢复。",
                "Your contact and identity data had not been verified by {at}, so your benefits "
                "are on hold; they are back as soon as that is done.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
            ),
            *(_told(facts, one) for one in told[-1:]),
        ),
        prevention=plain("data_up_to_date"),
        evidence=facts.proof(*asked[-1:], *told[-1:], entry),
    )


def _told(facts: Facts, told: HistoryEntry[verification_events.VerificationNoticed]) -> Statement:
    return claim(
        "请您核验的通知已于 {at} 通过{by}送达。",
        "The notice that asked you to reached you by {by} on {at}.",
        on=facts.proof(told),
        at=facts.formatter.when(told.body.received_at),
        by=CHANNEL_NAMES.get(told.body.channel, told.body.channel),
    )
