"""The ledger in double entry: its entries are derived from events, never stored.

Accounts: `balance:MEMBER` (what is owed to the member), `owed:MEMBER` (what the member owes since a
refund), `cash` (money that came in), `adjustments` (what staff gave or took), `compensation` (what
a loss had cost, and was given back), `merged` (what went from one account of a person to another),
`revenue` (what memberships earned), `opening` (balances taken over from a former platform).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract import money_events as m
from services.membership.contract.event_types import body_of
from services.membership.contract.events import (
    BalanceDebited,
    BalanceToppedUp,
    Event,
    MembershipImported,
)
from services.membership.contract.remedy_events import DiscountCredited
from services.membership.contract.staff_events import (
    BalanceAdjusted,
    MergedFrom,
    MergedInto,
)
from services.membership.contract.takeover_events import TakeoverReversed
from services.membership.contract.views import LedgerLine


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """`postings`: what each account is debited, or credited where it is below zero. They sum to
    zero."""

    id: str
    at: datetime
    postings: dict[str, int]
    purpose: str
    reference: str

    def lines(self) -> Iterator[LedgerLine]:
        for account, amount in self.postings.items():
            if amount:
                yield LedgerLine(
                    entry_id=self.id,
                    at=self.at,
                    account=account,
                    debit=max(amount, 0),
                    credit=max(-amount, 0),
                    purpose=self.purpose,
                    reference=self.reference,
                )


def balance_account(member_id: str) -> str:
    return f"balance:{member_id}"


def owed_account(member_id: str) -> str:
    return f"owed:{member_id}"


def journal(history: Iterable[EventEnvelope]) -> list[LedgerEntry]:
    """The entries of a history, oldest first."""
    return [entry for envelope in history for entry in _entries(envelope)]


def _entries(envelope: EventEnvelope) -> Iterator[LedgerEntry]:
    event = body_of(envelope)
    moves = _MOVES.get(type(event))
    if moves is None:
        return
    move = moves(event, balance_account(envelope.aggregate), owed_account(envelope.aggregate))
    if any(move.postings.values()):
        yield LedgerEntry(
            id=envelope.id,
            at=envelope.happened_at,
            postings=move.postings,
            purpose=move.purpose,
            reference=move.reference,
        )


class _Move(NamedTuple):
    postings: dict[str, int]
    purpose: str
    reference: str = ""


def _refunded(event: m.PaymentRefunded, balance: str, owed: str) -> _Move:
    member = {balance: -event.balance_change, owed: event.owed_change}
    back = {"revenue": event.from_revenue, "cash": -event.amount}
    return _Move(member | back, event.kind.value, event.refund_id)


def _won(event: m.ChargebackWon, balance: str, owed: str) -> _Move:
    member = {balance: -event.balance_change, owed: event.owed_change}
    again = {"cash": event.amount, "revenue": -event.to_revenue}
    return _Move(again | member, "CHARGEBACK_WON", event.refund_id)


def _merged(event: MergedFrom | MergedInto, balance: str, owed: str) -> _Move:
    """What leaves one set of books enters the other."""
    moved = event.balance_change - event.owed_change
    member = {balance: -event.balance_change, owed: event.owed_change}
    return _Move(member | {"merged": moved}, "MERGED")


_MOVES: dict[type[Event], Callable[[Any, str, str], _Move]] = {
    BalanceToppedUp: lambda event, balance, _: _Move(
        {"cash": event.amount, balance: -event.amount}, "TOP_UP", event.reference
    ),
    BalanceDebited: lambda event, balance, _: _Move(
        {balance: event.amount, "revenue": -event.amount}, event.purpose, event.reference
    ),
    MembershipImported: lambda event, balance, _: _Move(
        {"opening": event.balance, balance: -event.balance}, "OPENING"
    ),
    TakeoverReversed: lambda event, balance, _: _Move(
        {"revenue": event.refunded, balance: -event.refunded}, "TAKEOVER_REVERSED"
    ),
    m.BalanceCredited: lambda event, balance, _: _Move(
        {"revenue": event.amount, balance: -event.amount}, event.purpose, event.reference
    ),
    m.OwedSettled: lambda event, balance, owed: _Move(
        {balance: event.amount, owed: -event.amount}, "OWED"
    ),
    m.BalanceWithdrawn: lambda event, balance, _: _Move(
        {balance: event.amount, "cash": -event.amount}, "WITHDRAWAL"
    ),
    DiscountCredited: lambda event, balance, _: _Move(
        {"compensation": event.amount, balance: -event.amount},
        "COMPENSATION",
        event.appeal_number,
    ),
    BalanceAdjusted: lambda event, balance, _: _Move(
        {"adjustments": event.amount, balance: -event.amount}, "ADJUSTMENT"
    ),
    MergedFrom: _merged,
    MergedInto: _merged,
    m.PaymentRefunded: _refunded,
    m.ChargebackWon: _won,
}
"""What each event moves between the accounts; given: the member's balance, and what is owed."""
