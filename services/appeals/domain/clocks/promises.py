"""What is promised when an appeal goes on."""

from datetime import datetime
from typing import TypedDict

from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import first_promises


class Promises(TypedDict):
    first_answer_due: datetime
    decision_due: datetime


def new_round(appeal: Appeal, now: datetime) -> Promises:
    """As of an appeal that is new, by the calendar that it has."""
    first = first_promises(appeal.calendar, now)
    return Promises(first_answer_due=first["first_answer_due"], decision_due=first["decision_due"])
