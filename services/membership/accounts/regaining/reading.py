"""What staff see of requests: what helps to decide."""

from datetime import datetime

from infra.kernel.clock import Clock
from services.appeals.contract.queries import GetAppealsOf
from services.appeals.contract.views import AppealsPage
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.regaining.domain.request import STATES, BackRequest, BackStep
from services.membership.accounts.regaining.request_store import RequestStore
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.contract.accounts.queries import GetAccountRequests
from services.membership.contract.accounts.regaining_views import AccountRequestView
from services.membership.contract.accounts.views import AccountRequestsView

_MOST = 100


class RequestReading:
    def __init__(
        self,
        store: RequestStore,
        accounts: AccountStore,
        sessions: SessionStore,
        neighbours: Neighbours,
        clock: Clock,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._sessions = sessions
        self._neighbours = neighbours
        self._clock = clock

    async def requests(self, query: GetAccountRequests) -> AccountRequestsView:
        """The hundred oldest."""
        found = await self._store.open([BackStep.ASKED] if query.waiting else list(BackStep), _MOST)
        return AccountRequestsView(requests=tuple([await self._view(one) for one in found]))

    async def _view(self, request: BackRequest) -> AccountRequestView:
        account = (await self._accounts.load(request.account)).existing()
        handles = await self._accounts.handles(account.id)
        last = await self._sessions.logins(account.id, "", 1)
        alive = await self._sessions.alive(account.id, self._clock.now())
        return AccountRequestView(
            id=request.id,
            member_id=account.id,
            state=STATES[request.step],
            asked_at=request.asked_at,
            words=request.words,
            new_kind=request.kind,
            new_contact=request.masked,
            handles=tuple(one.masked for one in handles),
            opened_at=account.opened_at,
            last_signed_in_at=last[0].began_at if last else None,
            open_sessions=len(alive),
            identity_proven_at=await self._proven_at(account.id),
            until=request.until,
        )

    async def _proven_at(self, member_id: str) -> datetime | None:
        [page] = await self._neighbours.appeals.read([GetAppealsOf(member_id=member_id)])
        appeals = page.appeals if isinstance(page, AppealsPage) else ()
        return max((at for one in appeals if (at := one.identity.at)), default=None)
