"""The prepaid balance in double entry. Journal entries are derived from events, never stored.

Accounts: `balance:MEMBER` (what is owed to the member), `owed:MEMBER` (what the member owes since a
refund), `cash` (money that came in), `adjustments` (what staff gave or took), `merged` (what went
from one account of a person to another), `revenue` (what memberships earned), `opening` (balances
taken over from a former platform).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Amount, both
from infra.kernel.values import LARGEST_INT
from services.membership.contract import money_events as m
from services.membership.contract.commands import WithdrawBalance
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.event_types import body_of
from services.membership.contract.events import (
    BalanceDebited,
    BalanceToppedUp,
    Event,
    MembershipImported,
)
from services.membership.contract.rules import REFERENCE
from services.membership.contract.staff_events import (
    BalanceAdjusted,
    MergedFrom,
    MergedInto,
)
from services.membership.contract.takeover_events import TakeoverReversed
from services.membership.contract.views import LedgerLine
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.recording.recorder import Recorder

MOST = LARGEST_INT
"""Upper bound of an amount and of a balance, in minor units. Above it, it is a mistake."""


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
    BalanceAdjusted: lambda event, balance, _: _Move(
        {"adjustments": event.amount, balance: -event.amount}, "ADJUSTMENT"
    ),
    MergedFrom: _merged,
    MergedInto: _merged,
    m.PaymentRefunded: _refunded,
    m.ChargebackWon: _won,
}
"""What each event moves between the accounts; given: the member's balance, and what is owed."""


def shifted(state: Membership, by: int) -> tuple[int, int]:
    """Balance and debt after `by` was given, or taken where it is below zero: both are sides of one
    account, and what the balance does not have is owed."""
    position = state.balance - state.owed + by
    return max(position, 0), max(-position, 0)


def require_reference(value: str, field: str) -> None:
    """
    Raises:
        InvalidInput: it may be more than an id, or is none.
    """
    if not value or not REFERENCE.fullmatch(value):
        raise InvalidInput(
            both(
                "编号为 1 至 100 个字符，只含字母、数字和 . _ : / # -，不含空格。",
                "An id has 1 to 100 letters, digits and . _ : / # - without spaces.",
            ),
            field=field,
        )


def credit(recorder: Recorder, amount: int, purpose: str, reference: str) -> None:
    """What had been paid from the balance is on it again; nothing for 0."""
    if amount:
        after = recorder.state.balance + amount
        recorder.record(
            m.BalanceCredited(
                amount=amount, balance_after=after, purpose=purpose, reference=reference
            )
        )


def settle(recorder: Recorder) -> None:
    """What is on the balance settles what is owed."""
    state = recorder.state
    amount = min(state.balance, state.owed)
    if amount:
        recorder.record(
            m.OwedSettled(
                amount=amount,
                balance_after=state.balance - amount,
                owed_after=state.owed - amount,
            )
        )


def withdraw(recorder: Recorder, command: WithdrawBalance) -> None:
    """
    Raises:
        InsufficientBalance: with what is missing.
        InvalidInput: nothing, or no reason.
    """
    require_amount(command.amount)
    require_covered(recorder.state.balance, command.amount)
    recorder.record(
        m.BalanceWithdrawn(
            amount=command.amount,
            balance_after=recorder.state.balance - command.amount,
            reason=checked_reason(command.reason),
        )
    )


def top_up(recorder: Recorder, amount: int, reference: str) -> None:
    """
    Raises:
        InvalidInput: an amount that is not positive, or a reference that may be more than an id.
    """
    if not REFERENCE.fullmatch(reference):
        raise InvalidInput(
            both(
                "付款编号最多 100 个字符，只含字母、数字和 . _ : / # -，不含空格。",
                "An id of a payment has at most 100 letters, digits and . _ : / # - without "
                "spaces.",
            ),
            field="reference",
        )
    require_amount(amount)
    after = recorder.state.balance + amount
    if after > MOST:
        raise InvalidInput(
            both(
                "余额将为 {after}；最多可存 {most}。",
                "The balance would be {after}; it holds at most {most}.",
                after=Amount(after),
                most=Amount(MOST),
            ),
            field="amount",
        )
    recorder.record(BalanceToppedUp(amount=amount, balance_after=after, reference=reference))


def debit(
    recorder: Recorder, amount: int, purpose: str, reference: str, at: datetime | None = None
) -> None:
    """Takes `amount` from the balance; nothing for 0.

    Raises:
        InsufficientBalance: with what is missing.
    """
    balance = recorder.state.balance
    require_covered(balance, amount)
    if amount:
        recorder.record(
            BalanceDebited(
                amount=amount,
                balance_after=balance - amount,
                purpose=purpose,
                reference=reference,
            ),
            at=at,
        )


def require_amount(amount: int) -> None:
    """
    Raises:
        InvalidInput: it is not positive, or a mistake.
    """
    if not 0 < amount <= MOST:
        raise InvalidInput(
            both(
                "金额须在 {least} 与 {most} 之间。",
                "amount must be between {least} and {most}.",
                least=Amount(1),
                most=Amount(MOST),
            ),
            field="amount",
        )


def require_covered(balance: int, amount: int) -> None:
    """
    Raises:
        InsufficientBalance: with what is missing.
    """
    if amount > balance:
        raise InsufficientBalance(
            both(
                "余额 {balance} 不足以支付 {price}，还差 {missing}，请先充值。",
                "The balance of {balance} is {missing} short of {price}; top it up first.",
                balance=Amount(balance),
                missing=Amount(amount - balance),
                price=Amount(amount),
            ),
            details={"missing": amount - balance, "price": amount, "balance": balance},
        )
