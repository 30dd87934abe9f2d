"""Which version of a clause binds a member, and when the next one does."""

from datetime import datetime, timedelta

from services.membership.contract.events import ClauseRef
from services.membership.domain.aggregate.catalog import Catalog, ClauseVersion
from services.membership.domain.aggregate.parts import (
    Notice,
)
from services.membership.domain.aggregate.state import (
    Membership,
    notice_key,
)
from services.membership.domain.terms.clause_parameters import UP_TO, stricter
from services.membership.domain.terms.publishing import NOTICE_PERIOD


def notice_of(state: Membership, item: ClauseVersion) -> Notice | None:
    return state.notices.get(notice_key(item.clause, item.version))


def acknowledged_at(state: Membership, item: ClauseVersion) -> datetime | None:
    return state.acknowledged.get(notice_key(item.clause, item.version))


def binds_at(state: Membership, catalog: Catalog, item: ClauseVersion) -> datetime | None:
    """When a version binds this member; none while the notice that it needs is outstanding. What
    was in force when the member enrolled was accepted then, and binds already."""
    if not adverse_to(state, catalog, item):
        return item.effective_at
    notice = notice_of(state, item)
    return binds_after_notice(state, catalog, item, notice.delivered_at) if notice else None


def binds_after_notice(
    state: Membership, catalog: Catalog, item: ClauseVersion, delivered_at: datetime
) -> datetime:
    """When it binds a member who was told at `delivered_at`: 30 days later, at the next full hour,
    so that what was announced together begins together and is told in one message."""
    if not adverse_to(state, catalog, item):
        return item.effective_at
    return max(item.effective_at, _full_hour(delivered_at + NOTICE_PERIOD))


def _full_hour(at: datetime) -> datetime:
    """That instant, or the next at which the minutes are zero."""
    begun = at.replace(minute=0, second=0, microsecond=0)
    return begun if begun == at else begun + timedelta(hours=1)


def announced_to(state: Membership, catalog: Catalog, at: datetime) -> tuple[ClauseRef, ...]:
    """The coming versions that somebody who joins at `at` has yet to be told of: whoever was a
    member when they were published has had a notice of them."""
    return tuple(
        ClauseRef(clause=item.clause, clause_version=item.version)
        for item in catalog.coming(at)
        if notice_of(state, item) is None
    )


def adverse_to(state: Membership, catalog: Catalog, item: ClauseVersion) -> bool:
    """Measured against what binds the member, which may be older than the version before."""
    bound = state.clauses.get(item.clause)
    if bound is None:
        return True
    versions = catalog.versions(item.clause)
    declared = any(
        between.adverse and not stricter(between.parameters_before, between.parameters)
        for between in versions
        if bound.version < between.version <= item.version
    )
    return declared or stricter(versions[bound.version - 1].parameters, item.parameters)


def next_binding(state: Membership, catalog: Catalog) -> tuple[datetime, ClauseVersion] | None:
    """The coming version that binds this member first; of several at once, the newest."""
    coming = [
        (at, -item.version, item)
        for versions in catalog.clauses.values()
        for item in versions
        if item.version > _bound_version(state, item.clause)
        and (at := binds_at(state, catalog, item)) is not None
    ]
    if not coming:
        return None
    at, _, item = min(coming, key=lambda entry: entry[:2])
    return at, item


def _bound_version(state: Membership, clause: str) -> int:
    bound = state.clauses.get(clause)
    return bound.version if bound else 0


def binding(state: Membership, catalog: Catalog, clause: str) -> ClauseVersion | None:
    """The version of a clause that binds the member now."""
    version = _bound_version(state, clause)
    return catalog.versions(clause)[version - 1] if version else None


def grace_time(state: Membership, catalog: Catalog) -> timedelta:
    """The plan's, as it is held, or that of the clause where that is longer."""
    by_clause = parameter(state, catalog, "renewal", "grace_hours", 0)
    return timedelta(hours=max(catalog.held(state).grace_hours, by_clause))


def benefit_scope(state: Membership, catalog: Catalog) -> dict[str, int]:
    """By benefit, what of each order it applies to at most, in minor units."""
    item = binding(state, catalog, "benefits")
    given = item.parameters if item else {}
    return {name.removeprefix(UP_TO): int(most) for name, most in given.items()}


def parameter(state: Membership, catalog: Catalog, clause: str, name: str, default: float) -> float:
    """A parameter of the version that binds the member."""
    item = binding(state, catalog, clause)
    return float(item.parameters.get(name, default)) if item else default
