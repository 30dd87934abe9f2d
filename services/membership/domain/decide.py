"""One way in: what is due happens first, then the command is decided on what is left, and what
that makes due happens with it."""

from collections.abc import Callable, Sequence
from typing import Any

from infra.kernel.events import EventEnvelope
from services.membership.contract import commands as c
from services.membership.domain import activity, changes, holds, ledger, payments, renewal
from services.membership.domain.decision import Decision
from services.membership.domain.remedy import apply_remedy
from services.membership.domain.tick import pass_time


def _top_up(decision: Decision, command: c.TopUp) -> None:
    ledger.top_up(decision, command.amount, command.reference)


DECIDERS: dict[type[c.MembershipCommand], Callable[[Decision, Any], None]] = {
    c.Enrol: renewal.enrol,
    c.TopUp: _top_up,
    c.Renew: renewal.renew,
    c.SetAutoRenew: renewal.set_auto_renew,
    c.Upgrade: changes.upgrade,
    c.Downgrade: changes.downgrade,
    c.Cancel: changes.cancel,
    c.UndoChange: changes.undo,
    c.Freeze: holds.freeze,
    c.ExtendFreeze: holds.extend_freeze,
    c.ReleaseHold: holds.release,
    c.PlaceStaffHold: holds.place_staff_hold,
    c.ReportPayment: payments.report_payment,
    c.ReportLogin: activity.report_login,
}
"""By command; `ApplyRemedy` also needs the history, `ReportOrder` decides nothing."""


def decide(
    decision: Decision, command: c.MembershipCommand, history: Sequence[EventEnvelope] = ()
) -> None:
    """Records what the command brings about.

    Raises:
        AppError: the command is not possible; nothing of the decision may then be used.
    """
    pass_time(decision)
    if isinstance(command, c.ApplyRemedy):
        apply_remedy(decision, command, history)
    elif not isinstance(command, c.ReportOrder):
        DECIDERS[type(command)](decision, command)
    pass_time(decision)
