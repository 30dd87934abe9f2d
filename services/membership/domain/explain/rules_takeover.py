"""Somebody else's doing: what a device changed that was never the member's is not laid at the
member's door."""

from services.membership.contract import events, takeover_events
from services.membership.contract.explanations import Certainty, Evidence
from services.membership.contract.words import Cause, ConfirmedBy, HoldKind
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.rules_member import device_of, login_before, undo_sentence
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.speech import say

_OwnChange = events.MembershipCancelled | events.MembershipDowngraded


def held_after_a_takeover(facts: Facts) -> Finding | None:
    """The member said so, and it holds until it is released, whatever else was done."""
    on = any(hold.kind is HoldKind.COMPROMISE for hold in facts.view.holds)
    entry = facts.hold_placed(HoldKind.COMPROMISE) if on else None
    if entry is None:
        return None
    told = facts.last(takeover_events.TakeoverReported)
    return Finding(
        cause=Cause.COMPROMISE,
        summary=(
            claim(
                "您在 {at} 告诉我们有一次操作不是您本人所为，所以我们冻结会员加以保护。这不算您的"
                "责任。",
                "You told us on {at} that something was not your doing, so we froze your "
                "membership to protect it. None of it is held against you.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
            ),
            *_to_be_put_back(facts, told),
        ),
        prevention=plain("codes_are_yours"),
        evidence=(*_hostile(facts, told), *facts.proof(told, entry)),
    )


def _to_be_put_back(facts: Facts, told: HistoryEntry[events.Event] | None) -> tuple[Statement, ...]:
    hostile = _hostile(facts, told)
    if not hostile:
        return ()
    return (
        claim(
            "从那时起有 {count} 项变更算作他人所为。您用验证码解除保护时会一并撤销：等级、价格、"
            "余额和时间都恢复原样，冻结的时间会补回。",
            "{changes} since then {count_as} somebody else's doing. Releasing the protection with "
            "a code takes all of it back: plan, price, balance and time as they were, and the time "
            "frozen is given back.",
            on=(*hostile, *facts.proof(told)),
            count=len(hostile),
            changes="1 change" if len(hostile) == 1 else f"{len(hostile)} changes",
            count_as="counts as" if len(hostile) == 1 else "count as",
        ),
    )


def _hostile(facts: Facts, told: HistoryEntry[events.Event] | None) -> tuple[Evidence, ...]:
    if told is None or not isinstance(told.body, takeover_events.TakeoverReported):
        return ()
    return facts.proof(*(facts.of_version(one.version) for one in told.body.changes))


def changed_from_a_strange_device(facts: Facts) -> Finding | None:
    """A cancellation or downgrade without proof, from a device that is none of those by which the
    member is known."""
    entry = _own_change(facts)
    if entry is None or not _from_a_stranger(facts, entry):
        return None
    change = say("取消了会员", "cancelled your membership")
    if isinstance(entry.body, events.MembershipDowngraded):
        change = say("降低了会员等级", "moved you to a lower plan")
    return Finding(
        cause=Cause.COMPROMISE,
        certainty=Certainty.LIKELY,
        summary=(
            claim(
                "{at} 有一台不属于您的设备{device}{change}，没有通过验证。在查清之前，我们按账号"
                "被冒用处理，不算是您的操作。",
                "A device that is none of yours{device} {change} on {at}, without any proof. Until "
                "that is cleared up we take it for somebody else's doing, not yours.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                device=device_of(entry.envelope),
                change=change,
            ),
            undo_sentence(facts, entry, entry.body.undo_until or entry.envelope.happened_at),
        ),
        prevention=plain("codes_are_yours"),
        evidence=(*login_before(facts, entry.envelope), facts.of_event(entry)),
    )


def _own_change(facts: Facts) -> HistoryEntry[_OwnChange] | None:
    main = facts.main
    if main is None or not isinstance(main.body, _OwnChange):
        return None
    return HistoryEntry(main.envelope, main.body)


def _from_a_stranger(facts: Facts, entry: HistoryEntry[_OwnChange]) -> bool:
    device, known = entry.envelope.origin.device_id, _known_devices(facts)
    untested = entry.body.confirmed_by is ConfirmedBy.UNTESTED
    return untested and bool(device) and bool(known) and device not in known


def _known_devices(facts: Facts) -> set[str]:
    """By all that the record says until now: also what it learned since the change."""
    known = {seen.body.device_id for seen in facts.all_of(events.ActivitySeen) if seen.body.trusted}
    for taken in facts.all_of(events.MembershipImported):
        known.update(taken.body.devices)
    return known - {""}
