"""The rules that decide without a person, and those that call for one. The first that fires settles
where an appeal goes; the last always fires.

A plain fault of the platform is put right at once, and so is an honest lapse: asked for within 72
hours after grace, once in twelve months. Nothing that has to do with security is ever settled
without a person.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec

from services.appeals.contract.decisions import DecisionRule
from services.appeals.contract.words import Verdict
from services.appeals.triage.domain.case import Case
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import Cause, RemedyKind, Responsible

PERSON_ASKED_FOR = DecisionRule(id="PERSON_ASKED_FOR", version=1)
SECURITY = DecisionRule(id="SECURITY", version=1)
PLATFORM_FAULT = DecisionRule(id="PLATFORM_FAULT", version=1)
HONEST_LAPSE = DecisionRule(id="HONEST_LAPSE", version=1)
TO_A_PERSON = DecisionRule(id="TO_A_PERSON", version=1)
"""A change of what one asks for is a higher version."""

HONEST_WITHIN = timedelta(hours=72)
HONEST_AGAIN_AFTER = timedelta(days=365)
_LAPSES = frozenset({Cause.LAPSED, Cause.PAYMENT_FAILED})
_OF_SECURITY = frozenset({Cause.COMPROMISE, Cause.NEW_DEVICE, Cause.THIRD_PARTY_RENEWAL})

Parts = tuple[RemedyPart, ...]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where an appeal goes. `remedies`: what the rule would give, the best first; the first that
    the membership can give is given. None: it goes to a person."""

    rule: DecisionRule
    remedies: tuple[Parts, ...] = ()
    verdict: Verdict = Verdict.UPHELD


def route_of(case: Case) -> Route:
    return next(route for rule in RULES if (route := rule(case)) is not None)


def person_asked_for(case: Case) -> Route | None:
    return Route(rule=PERSON_ASKED_FOR) if case.appeal.person_asked else None


def security(case: Case) -> Route | None:
    of_security = case.held_for_security or case.explanation.cause in _OF_SECURITY
    return Route(rule=SECURITY) if of_security else None


def platform_fault(case: Case) -> Route | None:
    """With the period of a payment that was made in time, where there is one."""
    if not case.certain or case.explanation.responsible is not Responsible.PLATFORM:
        return None
    return Route(rule=PLATFORM_FAULT, remedies=tuple(_put_right(case)))


def _put_right(case: Case) -> Iterator[Parts]:
    if not case.loss_lasts:
        yield (_CREDIT,)
        return
    paid = [piece.id for piece in case.explanation.evidence if piece.kind == "PAYMENT"]
    ways = [RemedyPart(kind=RemedyKind.RESTORE, order_id=id) for id in paid] or [_RESTORE]
    for way in ways:
        yield way, _CREDIT
        yield (way,)


def honest_lapse(case: Case) -> Route | None:
    after, asked = case.asked_after, case.appeal.submitted_at
    honest = (
        case.certain and case.explanation.cause in _LAPSES and case.appeal.opened_because is None
    )
    if not honest or after is None or after > HONEST_WITHIN or case.now.entitled:
        return None
    if case.settled_by(HONEST_LAPSE.id, asked - HONEST_AGAIN_AFTER):
        return None
    return Route(rule=HONEST_LAPSE, remedies=((_RENEW,),), verdict=Verdict.PARTLY)


def to_a_person(case: Case) -> Route | None:
    return Route(rule=TO_A_PERSON)


_CREDIT = RemedyPart(kind=RemedyKind.CREDIT)
_RESTORE = RemedyPart(kind=RemedyKind.RESTORE)
_RENEW = RemedyPart(kind=RemedyKind.RENEW)

RULES: tuple[Callable[[Case], Route | None], ...] = (
    person_asked_for,
    security,
    platform_fault,
    honest_lapse,
    to_a_person,
)
