"""What a remedy would give, without giving it."""

from datetime import timedelta

from infra.kernel.events import Actor
from services.membership.contract import queries as q
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.events import RemedyApplied
from services.membership.contract.views import RemedyPreview
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.decide import decide
from services.membership.domain.periods.period import prorated, share
from services.membership.domain.recording.recorder import Recorder
from services.membership.queries.gathered import Gathered
from services.shared.callers import ActorKind, Caller

_BY_STAFF = Caller(actor=Actor(kind=ActorKind.STAFF))
_PREVIEW = "preview"


def preview(query: q.PreviewRemedy, gathered: Gathered) -> RemedyPreview:
    """
    Raises:
        AppError: as the command would be refused.
    """
    state = gathered.membership(query.member_id).state
    command = ApplyRemedy(
        member_id=query.member_id,
        remedy_id=_PREVIEW,
        appeal_number=_PREVIEW,
        kind=query.kind,
        loss_cause=query.loss_cause,
        lost_at=query.lost_at,
        days=query.days,
        reason=_PREVIEW,
    )
    recorder = Recorder(state, gathered.catalog, gathered.now, _BY_STAFF)
    decide(recorder, command, gathered.history(query.member_id)[: state.version])
    applied = next(d.event for d in recorder.drafts if isinstance(d.event, RemedyApplied))
    return RemedyPreview(
        days=applied.days,
        plan=applied.plan,
        period_end=applied.period_end,
        worth=_worth(applied, gathered.catalog),
    )


def _worth(applied: RemedyApplied, catalog: Catalog) -> int:
    """Of the days by the price that is held; a period counts as the shortest that it can be."""
    if applied.plan not in catalog.plans.versions:
        return 0
    period = catalog.plans.of(applied.plan, applied.plan_version).period
    return prorated(applied.price, share(timedelta(days=applied.days), period.shortest))
