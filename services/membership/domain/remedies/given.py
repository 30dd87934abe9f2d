"""What a remedy brought about, read from the events that it recorded."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from services.membership.contract import events as e
from services.membership.contract import hold_events
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.remedy_events import (
    DiscountCredited,
    RemedyApplied,
    RenewalOffered,
)


def remedy_given(events: Iterable[Any]) -> RemedyGiven:
    given = RemedyGiven()
    for event in events:
        given = _with(given, event)
    return given


def _with(given: RemedyGiven, event: msgspec.Struct) -> RemedyGiven:
    match event:
        case RemedyApplied():
            return _held(replace(given, days=event.days), event)
        case e.MembershipRenewed():
            return _held(replace(given, charged=event.price), event)
        case DiscountCredited():
            return replace(given, credited=event.amount, orders=event.orders)
        case RenewalOffered():
            return replace(
                given, missing=event.missing, offered_until=event.until, price=event.price
            )
        case hold_events.HoldReleased():
            return replace(given, released=(*given.released, event.kind))
        case _:
            return given


def _held(given: RemedyGiven, event: RemedyApplied | e.MembershipRenewed) -> RemedyGiven:
    return replace(
        given,
        plan=event.plan,
        plan_version=event.plan_version,
        price=event.price,
        period_end=event.period_end,
    )
