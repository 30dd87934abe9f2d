"""Answers what a member agreed to: clauses and partners, as one list."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from infra.kernel.text import LocalText
from services.membership.contract.consent_views import Consent, ConsentKind, ConsentsView
from services.membership.contract.queries import GetConsents
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.state import Membership, notice_key
from services.membership.domain.view import not_found
from services.membership.ports import Context


class ConsentReading:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetConsents: self._of
        }

    async def _of(self, query: GetConsents) -> ConsentsView:
        """
        Raises:
            NotFound: nothing is known of the member.
        """
        loaded = (await self._ctx.store.load([query.member_id])).get(query.member_id)
        if loaded is None:
            raise not_found(query.member_id)
        catalog = await self._ctx.catalog.current()
        found = [*_clauses(loaded.state, catalog), *_partners(loaded.state)]
        return ConsentsView(consents=tuple(sorted(found, key=lambda one: one.since, reverse=True)))


def _clauses(state: Membership, catalog: Catalog) -> Iterator[Consent]:
    for code, bound in state.clauses.items():
        versions = catalog.versions(code)
        known = versions[bound.version - 1] if bound.version <= len(versions) else None
        yield Consent(
            kind=ConsentKind.CLAUSE,
            id=code,
            what=known.title if known else LocalText(zh=code, en=code),
            version=bound.version,
            since=bound.at,
            said_at=state.acknowledged.get(notice_key(code, bound.version)),
        )


def _partners(state: Membership) -> Iterator[Consent]:
    for id, following in state.partners.items():
        yield Consent(
            kind=ConsentKind.PARTNER,
            id=id,
            what=LocalText(zh=following.name, en=following.name),
            version=0,
            since=following.allowed_at,
            until=following.ended_at,
        )
