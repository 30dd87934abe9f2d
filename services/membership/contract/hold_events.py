"""Holds, and what happens to them."""

from datetime import datetime
from typing import ClassVar

import msgspec

from infra.kernel.free_text import FreeText
from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.words import Cause, HoldKind, ReleaseBy


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Something that blocks entitlement without ending the membership.

    `latest_release`: when it ends by itself; none means only `released_by` ends it.
    `stops_period`: whether the time held is given back at the end of the period.
    `order_id`, `channel`: of a renewal that is checked, as the host named them.
    """

    kind: HoldKind
    cause: Cause
    owner: str
    released_by: ReleaseBy
    placed_at: datetime
    latest_release: datetime | None
    stops_period: bool
    reason: FreeText = ""
    order_id: str = ""
    channel: str = ""


class HoldPlaced(ChangesBenefits, frozen=True, kw_only=True):
    schema_version: ClassVar[int] = 2
    hold: Hold


class HoldExtended(Event, frozen=True, kw_only=True):
    kind: HoldKind
    latest_release: datetime


class HoldReleased(ChangesBenefits, frozen=True, kw_only=True):
    """`how`: SECOND_FACTOR, MEMBER, HOST, STAFF or EXPIRED. `period_end` includes
    `credited_seconds`. `confirmed`: a check found what it was held for, so its time is not given
    back."""

    schema_version: ClassVar[int] = 2
    kind: HoldKind
    how: str
    held_seconds: int
    credited_seconds: int
    period_end: datetime
    grace_until: datetime | None
    reason: FreeText
    confirmed: bool = False
