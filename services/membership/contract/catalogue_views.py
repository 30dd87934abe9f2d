"""The catalogue of plans as staff see it. Amounts in minor units, times in UTC."""

from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.plans import Plan, PlanDifference


class PlanVersionView(msgspec.Struct, frozen=True, kw_only=True):
    """`differences`: from the version before. `hash`: of its event in the history of the plan."""

    plan: Plan
    version: int
    published_at: datetime
    effective_at: datetime
    adverse: bool
    differences: tuple[PlanDifference, ...]
    hash: str


class RetirementView(msgspec.Struct, frozen=True, kw_only=True):
    moves_to: str
    effective_at: datetime
    retired_at: datetime


class PlanHistoryView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Versions oldest first."""

    code: str
    versions: tuple[PlanVersionView, ...]
    retired: RetirementView | None


class PlanFault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a draft cannot be published. `plan`: where it lies; a draft may contradict another."""

    plan: str
    field: str
    says: LocalText


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """One member whom a draft would touch. `differences`: from what this member holds."""

    member_id: str
    plan_version: int
    worse: bool
    differences: tuple[PlanDifference, ...]


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many members one difference is for."""

    difference: PlanDifference
    members: int


class PreviewView(msgspec.Struct, frozen=True, kw_only=True):
    """`seen` members of `total` who hold the plan were looked at. `worse`: how many lose by it;
    `touched`: how many it changes anything for."""

    started_at: datetime
    finished: bool
    total: int
    seen: int
    touched: int
    worse: int
    counts: tuple[Counted, ...]
    sample: tuple[Touched, ...]


class PlanDraftView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`differences`: from the version in force; `adverse`: whether they make it so, and then
    `earliest` is 30 days away."""

    plan: Plan
    revision: int
    saved_at: datetime
    faults: tuple[PlanFault, ...]
    differences: tuple[PlanDifference, ...]
    adverse: bool
    earliest: datetime
    preview: PreviewView | None


class TermsStanding(StrEnum):
    """How a member of a plan stands to a version of it, and so why who keeps the old one keeps it.

    BOUND: holds it, or a later one. DUE: renews on it. TOO_RECENT: the notice was received less
    than 30 days before the next renewal, which is on the terms held. UNRECEIVED: told, without a
    receipt so far. UNTOLD: the notice is still to go out. LATER: it takes effect after the next
    renewal. NEVER: another version replaced it before it took effect.
    """

    BOUND = "BOUND"
    DUE = "DUE"
    TOO_RECENT = "TOO_RECENT"
    UNRECEIVED = "UNRECEIVED"
    UNTOLD = "UNTOLD"
    LATER = "LATER"
    NEVER = "NEVER"


class HolderView(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the plan. `binds_from`: no period that starts before then is on the version; none
    while the notice is outstanding."""

    member_id: str
    plan_version: int
    standing: TermsStanding
    renews_at: datetime
    received_at: datetime | None
    binds_from: datetime | None


class HoldersPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By member id. `total`: of the plan's running memberships; `bound`, `told` and `received`:
    how many of them hold the version, were told of it, and received that."""

    holders: tuple[HolderView, ...]
    cursors: tuple[str, ...]
    total: int
    bound: int
    told: int
    received: int
    has_more: bool


class PlanDifferencesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    differences: tuple[PlanDifference, ...]


class CatalogueOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command about plans did. `version`: of the draft, where it was about one."""

    repeated: bool
    version: int
    history: PlanHistoryView | None = None
    draft: PlanDraftView | None = None
