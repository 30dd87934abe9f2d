"""Who settles an appeal: a rule, or a person."""

from datetime import datetime

from services.appeals.contract.decisions import DecisionRule
from services.appeals.contract.event import Event


class AppealTriaged(Event, frozen=True, kw_only=True):
    """`rules`: that fired, in their order. `settled`: one of them decides it at once; else a person
    does."""

    rules: tuple[DecisionRule, ...]
    settled: bool


class PersonAskedFor(Event, frozen=True, kw_only=True):
    """By its member. `answer_due`: when a person answers at the latest, where a rule had decided;
    what that gave stays. None: a person has it anyway, or as soon as what a rule gave is there."""

    answer_due: datetime | None = None
