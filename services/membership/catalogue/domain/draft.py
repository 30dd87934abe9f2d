"""A draft of a plan, and what its preview has counted so far."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from services.membership.contract.catalogue_views import Counted, PreviewView, Touched
from services.membership.contract.plans import Plan, PlanDifference
from services.membership.domain.aggregate.catalog import Plans
from services.membership.domain.terms.plan_differences import plan_differences

SAMPLED = 20
"""Members who are named in a preview."""


class HeldVersion(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds which version of a plan."""

    member_id: str
    plan_version: int = 1


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """`after`: the last member looked at, in order of their ids. `held`: how many hold each
    version. All members of one version gain and lose the same."""

    started_at: datetime
    total: int
    after: str = ""
    finished: bool = False
    held: dict[str, int] = {}
    sample: tuple[HeldVersion, ...] = ()

    def with_page(self, page: list[HeldVersion], *, last: bool) -> "Preview":
        held = dict(self.held)
        for one in page:
            held[str(one.plan_version)] = held.get(str(one.plan_version), 0) + 1
        return msgspec.structs.replace(
            self,
            after=page[-1].member_id if page else self.after,
            finished=last,
            held=held,
            sample=(*self.sample, *page)[:SAMPLED],
        )


class PlanDraft(msgspec.Struct, frozen=True, kw_only=True):
    plan: Plan
    revision: int
    saved_at: datetime
    preview: Preview | None = None


def preview_view(draft: PlanDraft, plans: Plans) -> PreviewView | None:
    preview = draft.preview
    if preview is None:
        return None
    by_version = {
        int(version): plan_differences(plans.of(draft.plan.code, int(version)), draft.plan)
        for version in preview.held
    }
    touched = [count for version, count in _counts(preview) if by_version[version]]
    worse = [count for version, count in _counts(preview) if _any_worse(by_version[version])]
    return PreviewView(
        started_at=preview.started_at,
        finished=preview.finished,
        total=preview.total,
        seen=sum(preview.held.values()),
        touched=sum(touched),
        worse=sum(worse),
        counts=tuple(_counted(preview, by_version)),
        sample=tuple(_touched(one, by_version[one.plan_version]) for one in preview.sample),
    )


def _counts(preview: Preview) -> list[tuple[int, int]]:
    return [(int(version), count) for version, count in sorted(preview.held.items())]


def _any_worse(differences: Iterable[PlanDifference]) -> bool:
    return any(one.worse for one in differences)


def _counted(
    preview: Preview, by_version: dict[int, tuple[PlanDifference, ...]]
) -> Iterable[Counted]:
    for version, count in _counts(preview):
        yield from (Counted(difference=one, members=count) for one in by_version[version])


def _touched(one: HeldVersion, differences: tuple[PlanDifference, ...]) -> Touched:
    return Touched(
        member_id=one.member_id,
        plan_version=one.plan_version,
        worse=_any_worse(differences),
        differences=differences,
    )
