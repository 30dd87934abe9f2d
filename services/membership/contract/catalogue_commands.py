"""What staff do with the catalogue of plans. What members do with plans is in `commands`."""

from datetime import datetime

import msgspec

from services.membership.contract.plans import Plan


class CatalogueCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one plan."""

    code: str


class SavePlanDraft(CatalogueCommand, frozen=True, kw_only=True):
    """Replaces the draft of this plan. Whatever contradicts itself is kept, and said."""

    plan: Plan


class PreviewPlan(CatalogueCommand, frozen=True, kw_only=True):
    """Begins to count who is touched by the draft, or anew."""


class PublishPlan(CatalogueCommand, frozen=True, kw_only=True):
    """Makes the draft the next version. `revision`: of the draft as it was looked at. `adverse`:
    more strictly than the differences say; never less."""

    revision: int
    effective_at: datetime
    adverse: bool = False


class RetirePlan(CatalogueCommand, frozen=True, kw_only=True):
    moves_to: str
    effective_at: datetime


AnyCatalogueCommand = SavePlanDraft | PreviewPlan | PublishPlan | RetirePlan
