"""The prepaid balance: what comes to it and goes from it, and what is owed instead."""

from datetime import datetime

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Amount, both
from infra.kernel.values import LARGEST_INT
from services.membership.contract import money_events as m
from services.membership.contract.commands import WithdrawBalance
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.events import (
    BalanceDebited,
    BalanceToppedUp,
)
from services.membership.contract.rules import REFERENCE
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.recording.recorder import Recorder

MOST = LARGEST_INT
"""Upper bound of an amount and of a balance, in minor units. Above it, it is a mistake."""


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
    require_room(recorder.state, amount)
    after = recorder.state.balance + amount
    recorder.record(BalanceToppedUp(amount=amount, balance_after=after, reference=reference))


def require_room(state: Membership, amount: int) -> None:
    """
    Raises:
        InvalidInput: the balance would be more than it holds.
    """
    after = state.balance + amount
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
