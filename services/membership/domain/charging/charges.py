"""Automatic renewal asks the host to charge the method of payment for what the balance lacks.

A day before the end of the period, once a period. The payment that the host then reports renews the
membership, as any other; a refusal is told at once, while there is time to top up. Where no answer
comes by the end of the period the balance is tried as ever, grace begins, and the fault is not the
member's. A request is dropped as soon as nothing is to be charged any more.
"""

from datetime import datetime, timedelta

from infra.kernel.errors import NotFound
from infra.kernel.events import event_id
from infra.kernel.sentences import Either, both
from services.membership.contract import method_events as m
from services.membership.contract.method_commands import ReportChargeRefused
from services.membership.contract.method_words import ChargeEnd
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.bound_method import Charge
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import require_past
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.charging.card_numbers import ending
from services.membership.domain.charging.methods import missing, renewal_price, usable
from services.membership.domain.recording.ledger import require_reference
from services.membership.domain.recording.recorder import Recorder

ASKED_AHEAD = timedelta(hours=24)
LEAST_TO_ANSWER = timedelta(hours=1)


def asks_at(state: Membership, catalog: Catalog) -> datetime | None:
    """When the host is asked; none where it was, or nothing is to be charged."""
    end = state.period_end
    asked = state.charge is not None and state.charge.period_start == state.period_start
    runs = state.lifecycle is Lifecycle.ACTIVE and state.ahead is None
    if asked or not runs or not missing(state, catalog) or not usable(state, end):
        return None
    away = state.back_at is not None and end <= state.back_at
    return None if away else end - ASKED_AHEAD


def ask(recorder: Recorder, at: datetime) -> None:
    state, catalog = recorder.state, recorder.catalog
    if state.method is None:
        return
    answer_by = max(state.period_end, recorder.happens_at(at) + LEAST_TO_ANSWER)
    recorder.record(
        m.ChargeRequested(
            masked=state.method.masked,
            amount=missing(state, catalog),
            price=renewal_price(state, catalog),
            period_end=state.period_end,
            answer_by=answer_by,
        ),
        at=at,
    )


def open_charge(state: Membership) -> Charge | None:
    charge = state.charge
    return charge if charge is not None and charge.open_until is not None else None


def not_needed(state: Membership, catalog: Catalog) -> bool:
    """Whether an open request has nothing to be charged for any more."""
    charge = open_charge(state)
    if charge is None:
        return False
    same = state.period_end == charge.period_end and state.method is not None
    runs = same and live_period(state) and state.clock_stopped_at is None
    return not (runs and missing(state, catalog))


def live_period(state: Membership) -> bool:
    return state.lifecycle in {Lifecycle.ACTIVE, Lifecycle.GRACE} and state.ahead is None


def drop(recorder: Recorder, at: datetime) -> None:
    _close(recorder, ChargeEnd.NOT_NEEDED, at)


def give_up(recorder: Recorder, at: datetime) -> None:
    _close(recorder, ChargeEnd.UNANSWERED, at)


def _close(recorder: Recorder, how: ChargeEnd, at: datetime) -> None:
    charge = open_charge(recorder.state)
    if charge is not None:
        recorder.record(m.ChargeClosed(charge_id=id_of(recorder.state, charge), how=how), at=at)


def id_of(state: Membership, charge: Charge) -> str:
    """Of the request: of its event."""
    return event_id(state.member_id, charge.version)


def tried(state: Membership) -> Charge | None:
    """What was asked for the period that runs, or ran last, and came to nothing."""
    charge = state.charge
    if charge is None or charge.period_start != state.period_start:
        return None
    return charge if charge.end in {ChargeEnd.REFUSED, ChargeEnd.UNANSWERED} else None


def unanswered(state: Membership) -> bool:
    """Whether the period was lost for want of an answer: the member could count on the charge."""
    charge = tried(state)
    return charge is not None and charge.end is ChargeEnd.UNANSWERED and state.auto_renew


def report_refused(recorder: Recorder, command: ReportChargeRefused) -> None:
    """
    Raises:
        InvalidInput: an id that is none, or a time in the future.
        NotFound: no method is bound, or the last request is not this one.
    """
    state, catalog = recorder.state, recorder.catalog
    require_reference(command.refusal_id, "refusalId")
    require_past(command.refused_at, recorder.now, Either("扣款", "charge"), "refusedAt")
    _require_charge(state, command.charge_id)
    masked = state.method.masked if state.method else ""
    recorder.record(
        m.ChargeRefused(
            refusal_id=command.refusal_id,
            charge_id=command.charge_id,
            masked=masked,
            ending=ending(masked),
            reason=command.reason,
            refused_at=command.refused_at,
            period_end=state.period_end,
            price=renewal_price(state, catalog),
            balance=state.balance,
            missing=_missing_ahead(state, catalog, command.refused_at),
        )
    )


def _missing_ahead(state: Membership, catalog: Catalog, refused_at: datetime) -> int:
    """What is told of long ago is of a method or a period that is over."""
    method = state.method
    recent = method is not None and refused_at >= max(method.reported_at, state.period_start)
    return missing(state, catalog) if recent else 0


def _require_charge(state: Membership, charge_id: str) -> None:
    charge = state.charge
    if charge_id and (charge is None or id_of(state, charge) != charge_id):
        raise NotFound(
            both(
                "没有扣款请求 {id}；请核对 chargeId，或省略。",
                "There is no request to charge {id}; check chargeId, or leave it out.",
                id=charge_id,
            ),
            field="chargeId",
        )
    if not charge_id and state.method is None:
        raise NotFound(
            both(
                "该会员没有绑定支付方式；请先报告（reportPaymentMethod）。",
                "The member has no method of payment; report it first (reportPaymentMethod).",
            ),
            field="memberId",
        )
