"""Which version of a plan a membership goes on at: what comes, who has to be told, when it binds.

A version binds with the first period that begins at or after it takes effect. One that is worse for
the member also needs a notice of the member's own, received 30 days before that period; until then
the membership is renewed as it is held. Of several, the newest whose conditions hold. A retired
plan is replaced in the same way by the plan to which its members move.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from infra.kernel.events import event_id
from services.membership.contract.plans import Plan
from services.membership.contract.terms_events import (
    TermsAnnounced,
    TermsBound,
    TermsReceived,
    TermsWithdrawn,
)
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog, PlanVersion
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.parts import (
    Ahead,
    Announced,
    terms_key,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.plan_differences import is_worse, plan_differences
from services.membership.domain.terms.publishing import NOTICE_PERIOD
from services.membership.domain.wording.differences import changes_said


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """A version as it comes to who holds another. `effective_at`: where the plan held is retired,
    not before that. `stricter`: staff declared it adverse, or one between, whatever it differs
    in."""

    plan: Plan
    version: int
    effective_at: datetime
    stricter: bool = False

    @property
    def price(self) -> int:
        return self.plan.price

    @property
    def key(self) -> str:
        return terms_key(self.plan.code, self.version)


def coming(state: Membership, catalog: Catalog) -> list[Terms]:
    """What may replace the terms held, oldest first. A version that was replaced before it took
    effect never comes."""
    code, held = state.plan, state.plan_version
    versions = catalog.plans.versions.get(code, ())
    own = [item for item in versions[held:] if _takes_effect(item, versions)]
    found = [_terms(item, versions, held, item.effective_at) for item in own]
    seen = {code}
    while (retired := catalog.plans.retired.get(code)) and retired.moves_to not in seen:
        code = retired.moves_to
        seen.add(code)
        found += _moved_to(catalog, code, retired.effective_at)
    return found


def _moved_to(catalog: Catalog, code: str, since: datetime) -> Iterator[Terms]:
    versions = catalog.plans.versions.get(code, ())
    first = catalog.plans.current(code, since)
    for item in versions:
        if item.version >= first.version and _takes_effect(item, versions):
            yield _terms(item, versions, item.version, max(item.effective_at, since))


def _takes_effect(item: PlanVersion, versions: tuple[PlanVersion, ...]) -> bool:
    return not any(
        later.version > item.version and later.effective_at <= item.effective_at
        for later in versions
    )


def _terms(
    item: PlanVersion, versions: tuple[PlanVersion, ...], held: int, effective_at: datetime
) -> Terms:
    between = versions[held : item.version]
    return Terms(
        plan=item.plan,
        version=item.version,
        effective_at=effective_at,
        stricter=any(one.declared_adverse for one in between),
    )


def adverse_to(state: Membership, catalog: Catalog, terms: Terms) -> bool:
    """Measured against what the member holds, which may be older than the version before."""
    held = catalog.held(state)
    lower = terms.plan.code != held.code and terms.plan.rank < held.rank
    dearer = terms.price > state.price
    return terms.stricter or lower or dearer or is_worse(held, terms.plan)


def binds_from(state: Membership, catalog: Catalog, terms: Terms) -> datetime | None:
    """No period that begins before then is on these terms; none while the notice that they need is
    outstanding."""
    if not adverse_to(state, catalog, terms):
        return terms.effective_at
    told = state.announced.get(terms.key)
    if told is None or told.received_at is None:
        return None
    return max(terms.effective_at, told.received_at + NOTICE_PERIOD)


def terms_from(state: Membership, catalog: Catalog, begins: datetime) -> Terms:
    """What a period that begins then is on. In grace, and after it, what was held; and
    nothing worse than that while too many would lose by it at once."""
    held = held_terms(state, catalog)
    if state.lifecycle is not Lifecycle.ACTIVE:
        return held
    kept = Cause.CLAUSE_CHANGED in catalog.tripped
    bound = (
        terms
        for terms in reversed(coming(state, catalog))
        if (at := binds_from(state, catalog, terms)) is not None
        and at <= begins
        and not (kept and adverse_to(state, catalog, terms))
    )
    return next(bound, held)


def held_terms(state: Membership, catalog: Catalog) -> Terms:
    """At the price that the member has, as agreed."""
    plan = msgspec.structs.replace(catalog.held(state), price=state.price)
    return Terms(plan=plan, version=state.plan_version, effective_at=state.changed_at)


def paid_ahead(ahead: Ahead, catalog: Catalog) -> Terms:
    """As they were paid for."""
    plan = msgspec.structs.replace(catalog.plans.of(ahead.plan, ahead.version), price=ahead.price)
    return Terms(plan=plan, version=ahead.version, effective_at=ahead.begins)


def renewal_terms(state: Membership, catalog: Catalog) -> Terms:
    """What the next renewal is on, as far as is known by now."""
    return terms_from(state, catalog, state.period_end)


def tell(recorder: Recorder) -> None:
    """Announces what is to be told and is not yet, and takes back what will not come."""
    state = recorder.state
    if not live(state):
        return
    to_come = {terms.key: terms for terms in coming(state, recorder.catalog)}
    known = recorder.catalog.plans.published
    for key, announced in state.announced.items():
        if key not in to_come and announced.catalogue <= known:
            recorder.record(TermsWithdrawn(plan=announced.plan, plan_version=announced.version))
    for key, terms in to_come.items():
        if key not in state.announced and _concerns(state, recorder.catalog, terms):
            _announce(recorder, terms)


def _concerns(state: Membership, catalog: Catalog, terms: Terms) -> bool:
    return terms.plan.code != state.plan or adverse_to(state, catalog, terms)


def _announce(recorder: Recorder, terms: Terms) -> None:
    state, held = recorder.state, held_terms(recorder.state, recorder.catalog)
    recorder.record(
        TermsAnnounced(
            plan=terms.plan.code,
            plan_version=terms.version,
            plan_before=held.plan.code,
            version_before=held.version,
            price=terms.price,
            price_before=held.price,
            differences=(found := plan_differences(held.plan, terms.plan)),
            changes=changes_said(found),
            effective_at=terms.effective_at,
            binds_from=max(terms.effective_at, recorder.now + NOTICE_PERIOD),
            period_end=state.period_end,
            catalogue=recorder.catalog.plans.published,
        ),
        cause=Cause.CLAUSE_CHANGED,
    )


def received(recorder: Recorder, announced_id: str, channel: str, received_at: datetime) -> None:
    """Records the first receipt of an announcement that still stands; any other is passed over."""
    found = _named(recorder.state, announced_id)
    if found is None or found.received_at is not None:
        return
    recorder.record(
        TermsReceived(
            announced_id=announced_id,
            plan=found.plan,
            plan_version=found.version,
            channel=channel,
            received_at=received_at,
            binds_from=max(found.effective_at, received_at + NOTICE_PERIOD),
        ),
        at=received_at,
    )


def _named(state: Membership, announced_id: str) -> Announced | None:
    told = state.announced.values()
    return next((o for o in told if event_id(state.member_id, o.event) == announced_id), None)


def bind(recorder: Recorder, terms: Terms, at: datetime | None = None) -> None:
    """From now on the membership is on these terms; nothing where it is already."""
    state, held = recorder.state, held_terms(recorder.state, recorder.catalog)
    if (terms.plan.code, terms.version) == (state.plan, state.plan_version):
        return
    told = state.announced.get(terms.key)
    recorder.record(
        TermsBound(
            plan=terms.plan.code,
            plan_version=terms.version,
            plan_before=held.plan.code,
            version_before=held.version,
            price=terms.price,
            price_before=held.price,
            differences=(found := plan_differences(held.plan, terms.plan)),
            changes=changes_said(found),
            received_at=told.received_at if told else None,
        ),
        cause=Cause.CLAUSE_CHANGED,
        at=at,
    )
