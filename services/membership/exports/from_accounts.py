"""What accounts know: how the member signs in, from where, and what is signed in now."""

from collections.abc import Callable
from typing import Any

from infra.kernel.paging import LARGEST_PAGE
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.accounts.queries import (
    GetAccount,
    GetDevices,
    GetFactors,
    GetLogins,
    GetSessions,
)
from services.membership.contract.accounts.views import (
    AccountView,
    DevicesView,
    FactorsView,
    LoginsView,
    SessionsView,
)
from services.membership.exports.asking import Step, found
from services.membership.exports.domain import personal_tables as t
from services.membership.exports.domain.export import Export
from services.membership.exports.domain.gathered import NOTHING, FoundPage


class FromAccounts:
    def __init__(self, accounts: Callable[[], AccountsApi]) -> None:
        self._accounts = accounts
        self.steps: tuple[Step, ...] = (
            self._account, self._sessions, self._sign_ins, self._devices, self._factors,
        )  # fmt: skip

    async def _account(self, export: Export) -> FoundPage:
        account = await self._found(GetAccount(account_id=export.member_id), AccountView)
        return FoundPage({t.ACCOUNT.name: [account] if account else []})

    async def _sessions(self, export: Export) -> FoundPage:
        view = await self._found(GetSessions(account_id=export.member_id), SessionsView)
        return FoundPage({t.SESSIONS.name: view.sessions if view else ()})

    async def _sign_ins(self, export: Export) -> FoundPage:
        asked = GetLogins(account_id=export.member_id, first=LARGEST_PAGE, before=export.cursor)
        page = await self._found(asked, LoginsView)
        if page is None or not page.logins:
            return NOTHING
        cursor = page.logins[-1].cursor if page.has_more else ""
        return FoundPage({t.SIGN_INS.name: page.logins}, cursor=cursor, done=0.5)

    async def _devices(self, export: Export) -> FoundPage:
        view = await self._found(GetDevices(account_id=export.member_id), DevicesView)
        return FoundPage({t.DEVICES.name: view.devices if view else ()})

    async def _factors(self, export: Export) -> FoundPage:
        view = await self._found(GetFactors(account_id=export.member_id), FactorsView)
        return FoundPage({t.FACTORS.name: view.factors if view else ()})

    async def _found(self, query: object, kind: type[Any]) -> Any:
        return await found(self._accounts(), query, kind)
