"""What the host says of the method of payment that a member has bound in the shop, and what it is
asked to charge.

`masked`: the method as the shop shows it, such as "Visa •••• 4242"; never a whole number.
`ending`: its last digits, at most four, for messages; empty where it shows none. Amounts in minor
units.
"""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.events import Event
from services.membership.contract.method_words import ChargeEnd, RefusalReason


class MethodReported(Event, frozen=True, kw_only=True):
    """It is bound, in place of any other. `expires_at`: from then on it is not valid any more."""

    masked: FreeText
    ending: FreeText
    expires_at: datetime | None


class MethodRemoved(Event, frozen=True, kw_only=True):
    """`missing`: on the balance, for the automatic renewal that it would have been charged for;
    the others are of that renewal, too."""

    masked: FreeText
    ending: FreeText
    period_end: datetime
    price: int
    balance: int
    missing: int


class MethodExpiring(Event, frozen=True, kw_only=True):
    """It expires before the renewal that it would be charged for. `missing`: of the price, on the
    balance."""

    masked: FreeText
    ending: FreeText
    expires_at: datetime
    period_end: datetime
    price: int
    balance: int
    missing: int


class ChargeRequested(Event, frozen=True, kw_only=True):
    """The host is asked to charge the method with what the balance lacks for the renewal, and to
    answer by `answer_by`: with the payment, or with a refusal. The id of this event is the id of
    the request, once a period."""

    masked: FreeText
    amount: int
    price: int
    period_end: datetime
    answer_by: datetime


class ChargeRefused(Event, frozen=True, kw_only=True):
    """`charge_id`: of the request; empty where the host charged of its own accord. `period_end`,
    `price`, `balance`, `missing`: of the renewal to come; nothing is missing where none is to come,
    or the balance covers it."""

    refusal_id: str
    charge_id: str
    masked: FreeText
    ending: FreeText
    reason: RefusalReason
    refused_at: datetime
    period_end: datetime
    price: int
    balance: int
    missing: int


class ChargeClosed(Event, frozen=True, kw_only=True):
    """The host is not to charge any more."""

    charge_id: str
    how: ChargeEnd
