"""One way in: what is due happens first, then the command is decided on what is left, and what
that makes due happens with it."""

from collections.abc import Sequence

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from services.membership.contract import commands as c
from services.membership.contract.claim_commands import ClaimPayment, ReportUnpaidRenewal
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.provisional_commands import RestoreProvisionally
from services.membership.contract.rectification_commands import DecideRectification
from services.membership.domain.aggregate.evidence import Order, Payment
from services.membership.domain.conditions.points import take_back
from services.membership.domain.corrections.merging import require_not_merged
from services.membership.domain.deciders import DECIDERS
from services.membership.domain.holds.activity import note_activity
from services.membership.domain.money.chargebacks import report_chargeback_won
from services.membership.domain.money.claims import claim_payment
from services.membership.domain.money.refunds import report_refund
from services.membership.domain.money.unpaid import report_unpaid
from services.membership.domain.periods import offers
from services.membership.domain.periods.quotas import give_back
from services.membership.domain.possible import with_possible
from services.membership.domain.recording.ledger import settle
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.rectification import rectifying
from services.membership.domain.remedies.applying import apply_remedy
from services.membership.domain.restoring import restore_provisionally
from services.membership.domain.security.compromise import report_takeover
from services.membership.domain.security.consent import allow_partner
from services.membership.domain.tick import pass_time


def decide(
    recorder: Recorder,
    command: c.MembershipCommand,
    history: Sequence[EventEnvelope] = (),
    payment: Payment | None = None,
    orders: Sequence[Order] = (),
) -> None:
    """Records what the command brings about. `history`, `payment`, `orders`: of commands that need
    them.

    Raises:
        AppError: the command is not possible; nothing of the decision may then be used.
    """
    pass_time(recorder)
    note_activity(recorder, command.at if isinstance(command, c.NoteActivity) else None)
    before = recorder.state
    try:
        _decide(recorder, command, history, payment, orders)
    except NotAllowed as refused:
        raise with_possible(refused, recorder, before) from None
    offers.take_up(recorder)
    settle(recorder)
    pass_time(recorder)


def _decide(
    recorder: Recorder,
    command: c.MembershipCommand,
    history: Sequence[EventEnvelope],
    payment: Payment | None,
    orders: Sequence[Order],
) -> None:
    require_not_merged(recorder.state, command)
    if isinstance(command, c.AllowPartner):
        allow_partner(recorder, command, history)
    elif isinstance(command, c.ReportRefund):
        report_refund(recorder, command, history, payment)
    elif isinstance(command, c.ReportChargebackWon):
        report_chargeback_won(recorder, command, history)
    elif isinstance(command, ReportUnpaidRenewal):
        report_unpaid(recorder, command, history)
    elif isinstance(command, ClaimPayment):
        claim_payment(recorder, command, history, payment)
    elif isinstance(command, c.ApplyRemedy):
        apply_remedy(recorder, command, history, orders)
    elif isinstance(command, RestoreProvisionally):
        restore_provisionally(recorder, command, history)
    elif isinstance(command, ReportTakeover):
        report_takeover(recorder, command, history)
    elif isinstance(command, DecideRectification):
        rectifying.decide(recorder, command, history)
    elif isinstance(command, c.ReportOrderRefund):
        take_back(recorder, command, history)
    elif isinstance(command, c.ReturnBenefit):
        give_back(recorder, command, history)
    elif type(command) in DECIDERS:
        DECIDERS[type(command)](recorder, command)
