"""Corrections as staff see them. Amounts in minor units, times in UTC."""

from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.events import Actor
from infra.kernel.sentences import Sentence
from services.membership.contract.staff_commands import AnyCorrection


class CorrectionsState(StrEnum):
    """PREVIEWING: being tried out. PREVIEWED: that is done, and whoever drafted it may start it.
    REQUESTED: it waits for a second of the staff. EXPIRED: none came in time."""

    PREVIEWING = "PREVIEWING"
    PREVIEWED = "PREVIEWED"
    REQUESTED = "REQUESTED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"


class MemberStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What a correction may change of a member. `plan` is empty where there is none."""

    plan: str
    entitled: bool
    period_end: datetime | None
    balance: int


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a correction would do, or did, to one member. `code`, `says`: why it would not."""

    member_id: str
    before: MemberStanding | None = None
    after: MemberStanding | None = None
    code: str = ""
    says: Sentence | None = None


class Contradicting(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    members: int


class CorrectionsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`members`: how many it is about, as far as they were counted; `possible`: of how many it can
    be done, as they stood when it was tried out. `corrected`, `refused`: what came of it so far.
    `needs_second`: above the limits."""

    id: str
    correction: AnyCorrection
    state: CorrectionsState
    by: Actor
    at: datetime
    members: int
    possible: int
    contradicting: tuple[Contradicting, ...]
    sample: tuple[Tried, ...]
    corrected: int
    refused: int
    needs_second: bool
    expires_at: datetime | None
    decided_by: Actor | None
    decided_at: datetime | None
    refusal: str


class CorrectionsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Newest first."""

    corrections: tuple[CorrectionsView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class TriedPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Members of one, in order of their ids."""

    tried: tuple[Tried, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool
