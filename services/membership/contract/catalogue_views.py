"""The catalogue of plans as staff see it. Amounts in minor units, times in UTC."""

from datetime import datetime

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


class NoticeCounts(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How members of a plan stand to a version, and why those who keep the old one keep it.

    `bound`: hold it, or a later one. `waiting`: the notice was received, the renewal is to come.
    `too_recent`: received less than 30 days before the next renewal, which is at the terms held.
    `unreceived`: told, and no receipt yet. `untold`: the notice is still to go out."""

    code: str
    version: int
    bound: int
    waiting: int
    too_recent: int
    unreceived: int
    untold: int
    not_needed: int


class CatalogueOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command about plans did."""

    repeated: bool
    history: PlanHistoryView | None = None
    draft: PlanDraftView | None = None
