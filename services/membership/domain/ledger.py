"""The prepaid balance in double entry. Journal entries are derived from events, never stored.

Accounts: `balance:MEMBER` (what is owed to the member), `cash` (money that came in), `revenue`
(what memberships earned), `opening` (balances taken over from a former platform).
"""

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Amount, both
from infra.kernel.values import LARGEST_INT
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.event_types import body_of
from services.membership.contract.events import BalanceDebited, BalanceToppedUp, MembershipImported
from services.membership.contract.takeover_events import TakeoverReversed
from services.membership.contract.views import LedgerLine
from services.membership.domain.recorder import Recorder

MOVES_MONEY = frozenset(
    {
        BalanceToppedUp.__name__,
        BalanceDebited.__name__,
        MembershipImported.__name__,
        TakeoverReversed.__name__,
    }
)
_REFERENCE = re.compile(r"[A-Za-z0-9_.:/#-]{0,100}")
MOST = LARGEST_INT
"""Upper bound of an amount and of a balance, in minor units. Above it, it is a mistake."""


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """`amount` moves from the account credited to the account debited."""

    id: str
    at: datetime
    debit: str
    credit: str
    amount: int
    purpose: str
    reference: str

    def lines(self) -> tuple[LedgerLine, LedgerLine]:
        return self._line(self.debit, debit=self.amount), self._line(
            self.credit, credit=self.amount
        )

    def _line(self, account: str, debit: int = 0, credit: int = 0) -> LedgerLine:
        return LedgerLine(
            entry_id=self.id,
            at=self.at,
            account=account,
            debit=debit,
            credit=credit,
            purpose=self.purpose,
            reference=self.reference,
        )


def balance_account(member_id: str) -> str:
    return f"balance:{member_id}"


def journal(history: Iterable[EventEnvelope]) -> list[LedgerEntry]:
    """The entries of a history, oldest first."""
    entries = (_entry(envelope) for envelope in history if envelope.type in MOVES_MONEY)
    return [entry for entry in entries if entry.amount]


def _entry(envelope: EventEnvelope) -> LedgerEntry:
    event, owed = body_of(envelope), balance_account(envelope.aggregate)
    debit, credit, amount, purpose, reference = "", "", 0, "", ""
    match event:
        case BalanceToppedUp(amount=amount, reference=reference):
            debit, credit, purpose = "cash", owed, "TOP_UP"
        case BalanceDebited(amount=amount, purpose=purpose, reference=reference):
            debit, credit = owed, "revenue"
        case MembershipImported(balance=amount):
            debit, credit, purpose = "opening", owed, "OPENING"
        case TakeoverReversed(refunded=amount):
            debit, credit, purpose = "revenue", owed, "TAKEOVER_REVERSED"
    return LedgerEntry(
        id=envelope.id,
        at=envelope.happened_at,
        debit=debit,
        credit=credit,
        amount=amount,
        purpose=purpose,
        reference=reference,
    )


def top_up(recorder: Recorder, amount: int, reference: str) -> None:
    """
    Raises:
        InvalidInput: an amount that is not positive, or a reference that may be more than an id.
    """
    if not _REFERENCE.fullmatch(reference):
        raise InvalidInput(
            both(
                "付款编号最多 100 个字符，只含字母、数字和 . _ : / # -，不含空格。",
                "An id of a payment has at most 100 letters, digits and . _ : / # - without "
                "spaces.",
            ),
            field="reference",
        )
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
