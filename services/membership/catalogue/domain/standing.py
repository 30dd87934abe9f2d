"""How a member of a plan stands to a version of it."""

from services.membership.contract.catalogue_views import HolderView, TermsStanding
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.parts import (
    terms_key,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.terms.terms import (
    Terms,
    binds_from,
    coming,
)


def holder(state: Membership, catalog: Catalog, code: str, version: int) -> HolderView:
    terms = _coming(state, catalog, terms_key(code, version))
    told = state.announced.get(terms_key(code, version))
    bound = state.plan == code and state.plan_version >= version
    return HolderView(
        member_id=state.member_id,
        plan_version=state.plan_version,
        standing=TermsStanding.BOUND if bound else _standing(state, catalog, terms),
        renews_at=state.period_end,
        received_at=told.received_at if told else None,
        binds_from=binds_from(state, catalog, terms) if terms else None,
    )


def _coming(state: Membership, catalog: Catalog, key: str) -> Terms | None:
    return next((terms for terms in coming(state, catalog) if terms.key == key), None)


def _standing(state: Membership, catalog: Catalog, terms: Terms | None) -> TermsStanding:
    if terms is None:
        return TermsStanding.NEVER
    told, at = state.announced.get(terms.key), binds_from(state, catalog, terms)
    if at is None:
        return TermsStanding.UNRECEIVED if told else TermsStanding.UNTOLD
    if terms.effective_at > state.period_end:
        return TermsStanding.LATER
    return TermsStanding.DUE if at <= state.period_end else TermsStanding.TOO_RECENT
