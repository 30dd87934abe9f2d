"""A draft of a plan."""

from services.membership.catalogue.domain.preview import VersionDraft, reckoned
from services.membership.contract.catalogue_views import Counted, PreviewView, Touched
from services.membership.contract.plans import Plan
from services.membership.domain.aggregate.catalog import Plans
from services.membership.domain.terms.plan_differences import plan_differences


class PlanDraft(VersionDraft, frozen=True, kw_only=True):
    plan: Plan

    @property
    def code(self) -> str:
        return self.plan.code


def preview_view(draft: PlanDraft, plans: Plans) -> PreviewView | None:
    preview = draft.preview
    if preview is None:
        return None
    found = reckoned(
        preview,
        lambda version: plan_differences(plans.of(draft.code, version), draft.plan),
        lambda difference: difference.worse,
    )
    return PreviewView(
        started_at=preview.started_at,
        finished=preview.finished,
        total=preview.total,
        seen=found.seen,
        touched=found.touched,
        worse=found.worse,
        counts=tuple(Counted(difference=one, members=count) for one, count in found.counts),
        sample=tuple(
            Touched(
                member_id=one.held.member_id,
                plan_version=one.held.version,
                worse=one.worse,
                differences=one.differences,
            )
            for one in found.sample
        ),
    )
