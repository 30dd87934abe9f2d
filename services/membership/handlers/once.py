"""The same key and command give the same outcome once.

A key is the caller's own, a remedy's id, a top-up's reference, the id of a benefit's use or of a
chargeback that was won: these are remembered in `commands`. Payments, refunds, orders and logins
are remembered as themselves.
"""

from infra.kernel.idempotency import done_before
from infra.kernel.ids import derived_id
from services.membership.contract.commands import (
    ApplyRemedy,
    MembershipCommand,
    PublishClause,
    ReportChargebackWon,
    ReportOrderRefund,
    ReturnBenefit,
    TopUp,
    UseBenefit,
)
from services.membership.contract.hold_commands import ReportThirdPartyRenewal
from services.membership.contract.method_commands import ReportChargeRefused
from services.membership.ports import Done, Remembers
from services.shared.callers import Caller
from services.shared.callers import keys_of as own_keys

Command = MembershipCommand | PublishClause


def keys_of(command: Command, by: Caller) -> list[str]:
    """Every key under which the command counts as done."""
    keys = own_keys(by)
    if isinstance(command, ApplyRemedy):
        keys.append(derived_id("remedy", command.remedy_id))
    if isinstance(command, ReportThirdPartyRenewal):
        keys.append(derived_id("third-party renewal", command.member_id, command.order_id))
    if isinstance(command, ReportOrderRefund):
        keys.append(derived_id("order-refund", command.member_id, command.refund_id))
    if isinstance(command, UseBenefit | ReturnBenefit):
        keys.append(derived_id(type(command).__name__, command.member_id, command.use_id))
    if isinstance(command, ReportChargeRefused):
        keys.append(derived_id("charge-refused", command.member_id, command.refusal_id))
    if isinstance(command, TopUp) and command.reference:
        keys.append(top_up_key(command.member_id, command.reference))
    if isinstance(command, ReportChargebackWon):
        keys.append(derived_id("chargeback-won", command.refund_id))
    return keys


def top_up_key(member_id: str, reference: str) -> str:
    return derived_id("top-up", member_id, reference)


async def earlier(known: Remembers, command: Command, by: Caller) -> Done | None:
    """The same command under one of its keys, if it was carried out before.

    Raises:
        Conflict: the key was used for something else.
    """
    return await done_before(command, keys_of(command, by), known.done)
