"""Proven or not claimed: what stands in an explanation stands on records."""

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.kernel.errors import AppError
from infra.kernel.events import GENESIS, EventEnvelope, sealed
from services.membership.contract import event_types, events
from services.membership.contract.explanations import Explanation
from services.membership.contract.views import Undo
from services.membership.contract.words import Cause, HoldKind, Lifecycle, Responsible
from services.membership.domain.explain import ExplainInput, explain
from services.membership.domain.explain.sentences import CLAIMS_NOTHING, claim
from services.membership.domain.folding.evolve import fold
from services.membership.domain.terms.standing import standings
from services.membership.domain.view import view_of
from tests.unit.membership_explain.histories import (
    GRACE_UNTIL,
    MEMBER,
    PERIOD_END,
    History,
    day,
    hold,
)
from tests.unit.membership_explain.inputs import GOLD_PLAN, Case
from tests.unit.membership_explain.reported import order
from tests.unit.membership_explain.test_examples import lapsed
from tests.unit.membership_explain.test_properties import CATALOG, STEPS, lived


def without(inputs: ExplainInput, record: str) -> ExplainInput:
    """As if the record had never been; a login and the event that it left are one record."""
    logins = {one.login_id: one.at for one in inputs.logins}
    lost = next((e for e in inputs.history if e.id == record), None)
    seen = lost.body["at"] if lost is not None and lost.type == "ActivitySeen" else None
    if record in logins:
        seen = msgspec.to_builtins(logins[record])
    kept = [e for e in inputs.history if e.id != record and not _is_sign(e, seen)]
    history = _resealed(kept)
    try:
        state = fold(MEMBER, history)
        membership = view_of(state, CATALOG, "CNY", history[-1].hash, inputs.at)
        clauses = tuple(standings(state, CATALOG, {}))
    except (AppError, IndexError):
        membership, clauses = inputs.membership, inputs.clauses
    return msgspec.structs.replace(
        inputs,
        history=tuple(history),
        membership=membership,
        clauses=tuple(one for one in clauses if f"{one.clause}@{one.version}" != record),
        payments=tuple(one for one in inputs.payments if one.order_id != record),
        orders=tuple(one for one in inputs.orders if one.order_id != record),
        logins=tuple(
            one
            for one in inputs.logins
            if one.login_id != record and msgspec.to_builtins(one.at) != seen
        ),
    )


def _is_sign(event: EventEnvelope, seen: Any) -> bool:
    return event.type == "ActivitySeen" and seen is not None and event.body["at"] == seen


def _resealed(events: list[EventEnvelope]) -> list[EventEnvelope]:
    """A whole chain again; ids stay, because they name the records."""
    chain: list[EventEnvelope] = []
    for version, event in enumerate(events, 1):
        before = chain[-1].hash if chain else GENESIS
        chain.append(sealed(msgspec.structs.replace(event, version=version, prev_hash=before)))
    return chain


def standing(told: Explanation) -> dict[str, tuple[str, ...]]:
    return {one.says.zh: one.stands_on for one in told.sentences}


@pytest.mark.soak
@given(STEPS, st.booleans(), st.data())
@settings(deadline=None)
def test_a_sentence_whose_record_is_gone_is_gone(
    steps: list[Any], present: bool, data: st.DataObject
) -> None:
    inputs = lived(steps, present=present).inputs()
    assert inputs is not None
    before = standing(explain(inputs))
    proven = sorted({record for records in before.values() for record in records})
    record = data.draw(st.sampled_from(proven)) if proven else ""
    after = standing(explain(without(inputs, record)))
    for says, records in before.items():
        if record in records and says in after:
            # another record says the very same: two losses may begin at one instant
            assert set(after[says]) - set(records), says


@pytest.mark.soak
@given(STEPS, st.booleans())
@settings(deadline=None)
def test_every_sentence_is_proven_or_reviewed(steps: list[Any], present: bool) -> None:
    inputs = lived(steps, present=present).inputs()
    assert inputs is not None
    told = explain(inputs)
    known = {event.id for event in inputs.history}
    known |= {f"{clause.clause}@{clause.version}" for clause in inputs.clauses}
    known |= {one.order_id for one in (*inputs.orders, *inputs.payments)}
    known |= {one.login_id for one in inputs.logins}
    reviewed = {text.zh for text in CLAIMS_NOTHING.values()}
    for one in told.sentences:
        assert one.stands_on or one.says.zh in reviewed
        assert set(one.stands_on) <= known
    said = {one.says.zh for one in told.sentences}
    whole = "".join(one.says.zh for one in told.sentences)
    assert told.summary.zh in whole
    assert {told.prevention.zh, *(step.says.zh for step in told.next_steps)} <= said
    assert {text.zh for b in told.blockers for text in (b.says, b.released_by)} <= said


def test_what_nothing_proves_cannot_be_said() -> None:
    with pytest.raises(ValueError, match="no record proves"):
        claim("我们提醒过您。", "We warned you.", on=())


def test_reviewed_sentences_name_no_time_amount_or_plan() -> None:
    for name, text in CLAIMS_NOTHING.items():
        assert not re.search(r"[0-9{¥$]", text.zh + text.en), name
        assert not re.search(r"\b(warned|told you|tried|failed)\b|提醒|试了", text.zh + text.en), (
            name
        )


def test_an_outage_over_the_end_of_the_period_is_not_the_members() -> None:
    """Away from the end of the period for 45 hours: nothing was tried, nobody was told."""
    history, back = History(), day(30) + (day(1.875) - day(0))
    history.enrolled(auto_renew=True)
    for event in lapsed_by_failed_charges():
        history.add(
            event_types.body_of(event), event.happened_at, Cause.PAYMENT_FAILED, recorded_at=back
        )
    case = Case(history, day(33), Lifecycle.EXPIRED, balance=1000, auto_renew=True)
    told = explain(case.given)
    assert (told.cause, told.responsible) == (Cause.UNNOTIFIED_CHANGE, Responsible.PLATFORM)
    assert "4 times" not in told.summary.en
    tried = [piece.says.en for piece in told.evidence if "Attempt" in piece.says.en]
    assert len(tried) == 4
    assert all("was not really made" in says for says in tried)
    assert told.summary.en == (
        "Your Gold membership period ended on 31 January 2026, 08:00, with grace until 1 "
        "February 2026, 08:00. Our system was away from 31 January 2026, 08:00 at the latest "
        "and came back on 2 February 2026, 05:00: meanwhile we could neither tell you in time "
        "nor renew it as agreed. That is our fault, not yours."
    )


def lapsed_by_failed_charges() -> list[EventEnvelope]:
    history = History()
    history.charge_failed(1, 0)
    history.graced(auto_renew=True, balance=1000)
    for attempt, hours in ((2, 6), (3, 12), (4, 23)):
        history.charge_failed(attempt, hours)
    history.expired(auto_renew=True, balance=1000)
    return list(history)


@pytest.mark.parametrize(("minutes", "ours"), [(14.9, False), (15.1, True)])
def test_late_is_not_away(minutes: float, ours: bool) -> None:
    history = History()
    for event in lapsed():
        late = event.happened_at + (day(minutes / 1440) - day(0))
        cause = Cause(event.cause) if event.cause else None
        recorded_at = late if event.type == "GraceStarted" else None
        history.add(event_types.body_of(event), event.happened_at, cause, recorded_at=recorded_at)
    told = explain(Case(history, day(33), Lifecycle.EXPIRED).given)
    assert (told.responsible is Responsible.PLATFORM) is ours


def test_what_was_paid_more_while_out_is_told_after_the_return() -> None:
    """Out from day 5 to day 8, two orders within; nothing is lost now."""
    history = History()
    history.enrolled()
    history.held(hold(HoldKind.STAFF, day(5), reason="check"))
    history.released(HoldKind.STAFF, day(8))
    orders = tuple(order(f"o-{n}", day(n)) for n in (4, 6, 7, 9))
    told = explain(Case(history, day(20), records={"orders": orders}).given)
    assert (told.cause, told.money_lost) == (None, 4000)
    assert told.summary.en.endswith(
        "In times without your benefits (the last of which ended on 9 January 2026, 08:00) you "
        "paid ¥40.00 more on 2 orders than with your discount."
    )
    assert told.summary.zh.endswith(
        "在没有会员权益的期间（最近一次到 2026年1月9日 08:00 为止），您有 2 笔订单多付了共 ¥40.00。"
    )
    assert [piece.id for piece in told.evidence] == ["o-6", "o-7"]


def topped_up_in_grace(next_attempt: float | None) -> ExplainInput:
    history = History()
    history.enrolled(auto_renew=True)
    history.graced(auto_renew=True, balance=1000)
    failed = events.AutoRenewFailed(
        attempt=1,
        price=3000,
        balance=1000,
        missing=2000,
        next_attempt_at=day(next_attempt) if next_attempt else None,
        grace_until=GRACE_UNTIL,
    )
    history.add(failed, PERIOD_END, Cause.PAYMENT_FAILED)
    topped = events.BalanceToppedUp(amount=2500, balance_after=3500, reference="t")
    history.add(topped, day(30.05))
    case = Case(history, day(30.1), Lifecycle.GRACE, balance=3500, auto_renew=True)
    return case.given


def test_who_topped_up_in_grace_hears_when_it_is_charged() -> None:
    told = explain(topped_up_in_grace(30.25))
    assert told.summary.en == (
        "Automatic renewal failed once: it costs ¥30.00, your balance was ¥10.00, so ¥20.00 was "
        "missing. You are still a member and keep everything. Your balance of ¥35.00 covers it "
        "now: we charge the ¥30.00 by ourselves on 31 January 2026, 14:00, without a gap, and "
        "there is nothing that you have to do."
    )
    assert "我们会在 2026年1月31日 14:00 自动再扣一次" in told.summary.zh


def test_after_the_last_attempt_it_takes_the_members_own_hand() -> None:
    told = explain(topped_up_in_grace(None))
    assert told.summary.en.endswith(
        "Renew by 1 February 2026, 08:00 and the price stays ¥30.00, without a gap."
    )


def test_nobody_is_sent_to_appeal_after_its_time() -> None:
    history = lapsed()
    told = explain(Case(history, day(62), Lifecycle.EXPIRED).given)
    said = " ".join(one.says.en.lower() for one in told.sentences)
    assert "appeal" not in said
    assert "申诉" not in "".join(one.says.zh for one in told.sentences)


def test_what_was_paid_ahead_for_a_plan_that_a_clause_took_is_money_lost() -> None:
    """Gold at 30.00 for thirty days, fallen to 10.00 on day 15: half of the difference."""
    history = History()
    history.enrolled()
    history.downgraded(
        day(15), undo_until=None, clause="points", clause_version=2, cause=Cause.CLAUSE_CHANGED
    )
    told = explain(Case(history, day(16)).given)
    assert told.money_lost == 1000


def test_undoing_stands_on_the_change() -> None:
    history = History()
    history.enrolled()
    history.cancelled(day(3))
    undo = Undo(event_type="MembershipCancelled", event_version=2, until=day(4))
    told = explain(Case(history, day(3.1), Lifecycle.CANCELLED, GOLD_PLAN, undo=undo).given)
    step = next(one for one in told.next_steps if one.action == "UNDO")
    [stands_on] = [one.stands_on for one in told.sentences if one.says == step.says]
    assert stands_on == ("m-1:2",)
