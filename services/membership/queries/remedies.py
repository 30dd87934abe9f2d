"""What a remedy would give, without giving it."""

from datetime import timedelta

from services.membership.contract import queries as q
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.views import RemedyPreview
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.decide import decide
from services.membership.domain.periods.period import prorated, share
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.given import remedy_given
from services.membership.queries.gathered import Gathered

_PREVIEW = "preview"


def preview(query: q.PreviewRemedy, gathered: Gathered) -> RemedyPreview:
    """
    Raises:
        AppError: as the command would be refused.
    """
    member_id, state = query.member_id, gathered.membership(query.member_id).state
    first, *further = query.parts
    command = ApplyRemedy(
        member_id=member_id,
        remedy_id=_PREVIEW,
        appeal_number=_PREVIEW,
        kind=first.kind,
        loss_cause=query.loss_cause,
        lost_at=query.lost_at,
        days=first.days,
        hold=first.hold,
        order_id=first.order_id,
        also=tuple(further),
        reason=_PREVIEW,
    )
    recorder = Recorder(state, gathered.catalog, gathered.now, query.by)
    history = gathered.history(member_id)[: state.version]
    decide(recorder, command, history, orders=gathered.orders.get(member_id, []))
    gives = remedy_given(draft.event for draft in recorder.drafts)
    return RemedyPreview(gives=gives, worth=_worth(gives, gathered.catalog))


def _worth(given: RemedyGiven, catalog: Catalog) -> int:
    """What is credited, and the days by the price that is held; a period counts as the shortest
    that it can be."""
    if not given.days or given.plan not in catalog.plans.versions:
        return given.credited
    period = catalog.plans.of(given.plan, given.plan_version).period
    days = share(timedelta(days=given.days), period.shortest)
    return given.credited + prorated(given.price, days)
