"""What an incident is made of. Amounts in minor units, times in UTC."""

import msgspec

from services.appeals.contract.incident_words import AlikeIn, ElsewhereKind
from services.membership.contract.words import Cause, RemedyKind


class LossTraits(msgspec.Struct, frozen=True, kw_only=True):
    """By what losses are told apart. `source`: the kind of who or what did it, with an id where
    there may be several, such as "IMPORT", "STAFF:s-1" or "CLAUSE:points@3". `release`: empty where
    the event does not say what wrote it."""

    cause: Cause
    source: str
    plan: str
    plan_version: int
    release: str = ""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for which losses belong together, and its points."""

    alike_in: AlikeIn
    points: int


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Another incident that is about the same."""

    kind: ElsewhereKind
    id: str


class PublicText(msgspec.Struct, frozen=True, kw_only=True):
    """What staff write for everybody, in both languages; it is published, so never erased."""

    zh: str
    en: str


class IncidentRemedy(msgspec.Struct, frozen=True, kw_only=True):
    """What everyone affected gets; a hold that is lifted is one with this cause. `days` none: as
    many as each has lost. `credit`: also the discount that was missed on orders meanwhile, where
    there are any."""

    cause: Cause
    kind: RemedyKind
    days: int | None = None
    credit: bool = False


class RefusedFor(msgspec.Struct, frozen=True, kw_only=True):
    """Of how many members a remedy is not possible for one reason."""

    code: str
    members: int


class TriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a remedy would come to. `days`, `worth`: of all of them together, the worth by the price
    of the period that each holds."""

    members: int = 0
    possible: int = 0
    days: int = 0
    worth: int = 0
    refused: tuple[RefusedFor, ...] = ()
