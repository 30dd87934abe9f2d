"""The money of a membership."""

from datetime import datetime

import strawberry

from gateway.schema.basics.scalars import Money, mapped
from services.membership.contract import views


@strawberry.type(description="One line on the balance account. One of debit and credit is zero.")
class LedgerLine:
    entry_id: strawberry.ID
    at: datetime
    account: str
    debit: Money
    credit: Money
    purpose: str
    reference: str

    @classmethod
    def of(cls, view: views.LedgerLine) -> "LedgerLine":
        amounts = {"debit": Money.of(view.debit), "credit": Money.of(view.credit)}
        return mapped(cls, view, entry_id=strawberry.ID(view.entry_id), **amounts)


@strawberry.type(description="The prepaid balance and its lines, newest first.")
class Ledger:
    balance: Money
    owed: Money = strawberry.field(
        description="What a refund took and the balance did not have; money that renews nothing "
        "settles it."
    )
    lines: list[LedgerLine]

    @classmethod
    def of(cls, view: views.LedgerView) -> "Ledger":
        lines = [LedgerLine.of(one) for one in view.lines]
        return cls(balance=Money.of(view.balance), owed=Money.of(view.owed), lines=lines)
