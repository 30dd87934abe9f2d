"""Which idea decides which command."""

from collections.abc import Callable
from typing import Any

from services.membership.contract import commands as c
from services.membership.domain import activity, changes, consent, holds, ledger, payments, renewal
from services.membership.domain.recorder import Recorder


def _top_up(recorder: Recorder, command: c.TopUp) -> None:
    ledger.top_up(recorder, command.amount, command.reference)


DECIDERS: dict[type[c.MembershipCommand], Callable[[Recorder, Any], None]] = {
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
    c.WithdrawPartner: consent.withdraw_partner,
}
"""By command; `ApplyRemedy` and `AllowPartner` also need the history, the others decide nothing
themselves."""
