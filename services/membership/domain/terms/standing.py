"""How the clause versions stand for one member."""

from collections.abc import Iterator

from services.membership.contract.clause_views import (
    ClauseStanding,
    ClauseVersionView,
    ParameterDifference,
)
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.aggregate.parts import (
    Bound,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.terms.binding import acknowledged_at, binds_at, notice_of
from services.membership.domain.terms.clause_parameters import differences


def standings(
    state: Membership | None, catalog: Catalog, now_bound: dict[str, int]
) -> Iterator[ClauseVersionView]:
    """All versions, oldest first in each clause. `now_bound`: what binds somebody without a
    membership, by clause."""
    for versions in catalog.clauses.values():
        for item in versions:
            yield view_of(state, catalog, item, now_bound)


def view_of(
    state: Membership | None, catalog: Catalog, item: ClauseVersion, now_bound: dict[str, int]
) -> ClauseVersionView:
    known = state if state is not None and state.clauses else None
    bound = known.clauses[item.clause] if known and item.clause in known.clauses else None
    version = bound.version if bound else (0 if known else now_bound.get(item.clause, 0))
    notice = notice_of(known, item) if known else None
    at = binds_at(known, catalog, item) if known else item.effective_at
    if bound and bound.version == item.version:
        at = bound.at
    return ClauseVersionView(
        clause=item.clause,
        version=item.version,
        title=item.title,
        text=item.text,
        parameters=item.parameters,
        published_at=item.published_at,
        effective_at=item.effective_at,
        adverse=item.adverse,
        standing=_standing(item.version, version),
        notice_delivered_at=notice.delivered_at if notice else None,
        acknowledged_at=acknowledged_at(state, item) if state else None,
        binds_at=at,
        differences=_differences(catalog, item, bound),
        hash=item.hash,
    )


def _differences(
    catalog: Catalog, item: ClauseVersion, bound: Bound | None
) -> tuple[ParameterDifference, ...]:
    """Of a coming version, from what binds this member; of others, from what it replaced."""
    if item.version == 1:
        return ()
    before = item.parameters_before
    if bound and bound.version < item.version:
        before = catalog.versions(item.clause)[bound.version - 1].parameters
    return differences(before, item.parameters)


def _standing(version: int, bound: int) -> ClauseStanding:
    if version == bound:
        return ClauseStanding.BINDING
    return ClauseStanding.COMING if version > bound else ClauseStanding.PAST
