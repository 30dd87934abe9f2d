"""The course of a rectification. No earlier event is changed: what mends it comes after it."""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.events import Event
from services.membership.contract.rectification_words import RectifiedSubject


class RectificationAsked(Event, frozen=True, kw_only=True):
    """`answer_by`: when it is answered at the latest, as was promised."""

    rectification_id: str
    subject: RectifiedSubject
    about: str
    wrong: FreeText
    right: FreeText
    answer_by: datetime


class RectificationOverdue(Event, frozen=True, kw_only=True):
    """Nobody decided in time. It stays open."""

    rectification_id: str
    asked_at: datetime
    answer_by: datetime


class RectificationDecided(Event, frozen=True, kw_only=True):
    """`mended`: ids of the events by which the record was; none where nothing had to be, or where
    it was refused. `reason`: the member reads it."""

    rectification_id: str
    asked_at: datetime
    accepted: bool
    mended: tuple[str, ...]
    reason: FreeText


class RectificationWithdrawn(Event, frozen=True, kw_only=True):
    rectification_id: str
