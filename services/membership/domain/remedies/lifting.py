"""Releases what a decision found wrong to hold.

Who may release a hold may do so by a decision: what staff placed is any reviewer's; what security
or the member placed needs a specialist with a second factor, as everywhere. No rule lifts any.
"""

from datetime import timedelta

from infra.kernel.errors import Forbidden, SecondFactorRequired
from infra.kernel.sentences import both, either
from services.membership.contract.commands import ReleaseHold
from services.membership.contract.hold_events import Hold
from services.membership.contract.words import HoldKind
from services.membership.domain.aggregate.lifecycle import refusal
from services.membership.domain.explain.loss import bridged
from services.membership.domain.holds.holds import end_hold
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.asked_part import AskedPart
from services.membership.domain.security import compromise
from services.membership.domain.wording.speech import HOLD_NAMES
from services.shared.callers import ActorKind
from services.shared.permissions import SPECIALISTS

_OF_STAFF = "STAFF"


def lift(recorder: Recorder, asked: AskedPart) -> None:
    """
    Raises:
        NotAllowed: there is no such hold.
        Forbidden, SecondFactorRequired: it is not this person's to release.
    """
    if not _release(recorder, asked):
        raise refusal(
            recorder.state,
            both(
                "没有与此决定有关的暂停可以解除。",
                "There is no hold that this decision is about.",
            ),
        )


def lift_wrong_holds(recorder: Recorder, asked: AskedPart) -> None:
    """A restored member is not kept out by the very hold that the decision found wrong."""
    _release(recorder, asked)


def _release(recorder: Recorder, asked: AskedPart) -> bool:
    """What was used of the time held, by a restoration for the time being, is not given twice."""
    loss = asked.loss(recorder)
    used = bridged(loss, recorder.now) if loss else timedelta(0)
    wrong = [hold for hold in recorder.state.holds if _is_meant(hold, asked)]
    for hold in wrong:
        _require_may_release(recorder, hold)
        if hold.kind is HoldKind.COMPROMISE:
            compromise.release(recorder, _releasing(asked, hold))
        else:
            end_hold(recorder, hold, "STAFF", recorder.now, asked.reason, used=used)
    return bool(wrong)


def _releasing(asked: AskedPart, hold: Hold) -> ReleaseHold:
    """By which what others did is put back, too."""
    return ReleaseHold(member_id=asked.command.member_id, kind=hold.kind, reason=asked.reason)


def _is_meant(hold: Hold, asked: AskedPart) -> bool:
    if asked.part.hold is not None:
        return hold.kind is asked.part.hold
    return hold.cause is asked.command.loss_cause


def _require_may_release(recorder: Recorder, hold: Hold) -> None:
    by = recorder.by
    staff = by is not None and by.actor.kind == ActorKind.STAFF
    if staff and hold.owner == _OF_STAFF:
        return
    if by is None or not staff or by.staff_kind not in SPECIALISTS:
        raise Forbidden(
            both(
                "{hold}只能由会员保护专员解除；请转交专员决定。",
                "Only a protection specialist releases {hold}; hand the case over to one.",
                hold=either(HOLD_NAMES[hold.kind]),
            ),
            field="hold",
        )
    if not by.second_factor:
        raise SecondFactorRequired(
            both(
                "解除{hold}需要二次验证，请重新登录。",
                "Releasing {hold} needs a second factor; sign in again with one.",
                hold=either(HOLD_NAMES[hold.kind]),
            )
        )
