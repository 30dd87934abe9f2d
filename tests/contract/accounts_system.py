"""Accounts on the real embedded server, with a clock that the test moves, and a notification that
keeps what it is asked to carry."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.kernel.clock import FixedClock
from infra.kernel.errors import AppError, Unavailable
from infra.kernel.events import Actor, EventEnvelope
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.process.component import Component
from infra.process.foundation import lay_foundation
from infra.storage.mongo import Client, Database, connect, database
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.accounts.component import NAME, build_accounts
from services.membership.accounts.core.assembly import AccountCore, lay_core
from services.membership.accounts.devices.device_store import SEALED as SEALED_DEVICES
from services.membership.accounts.regaining.request_store import SEALED as SEALED_REQUESTS
from services.membership.accounts.sessions.session_store import SEALED
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.signing_commands import (
    BeginSignIn,
    BeginSignUp,
    ConfirmSignUp,
)
from services.membership.contract.accounts.views import Tokens, WayInView
from services.membership.contract.commands import ReportLogin
from services.notify.contract.codes import code_for
from services.notify.contract.commands import CarryCode, SetContacts, VerifyCode
from services.notify.contract.queries import GetContactsAt
from services.notify.contract.views import ContactsThen, Outcome, ProfileView
from services.settings import Settings
from services.shared.callers import ActorKind, Caller
from tests.loops import looping

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PHONE = "+8613800138000"
PASSWORD = "correct horse battery"
DEVICE = SigningDevice(id="d-1")
SEALED_ROWS = [SEALED, SEALED_DEVICES, SEALED_REQUESTS]


@dataclass
class KeepingNotify:
    """What was to be carried, and where members are reached, and were before. `away`: it cannot be
    asked."""

    carried: list[CarryCode] = field(default_factory=list)
    contacts: list[SetContacts] = field(default_factory=list)
    profiles: dict[str, ProfileView] = field(default_factory=dict)
    then: dict[str, ContactsThen] = field(default_factory=dict)
    away: bool = False

    async def execute(self, command: Any, by: Caller) -> Outcome:
        if self.away:
            raise Unavailable(both("暂时不可用。", "Not available just now."))
        assert by.actor.kind == ActorKind.SYSTEM or isinstance(command, VerifyCode)
        if isinstance(command, CarryCode):
            self.carried.append(command)
        elif not isinstance(command, VerifyCode):
            self.contacts.append(command)
        return Outcome()

    async def read(self, queries: list[Any]) -> list[Any]:
        if self.away:
            raise Unavailable(both("暂时不可用。", "Not available just now."))
        return [self._of(query).get(query.member_id) for query in queries]

    def _of(self, query: Any) -> Any:
        return self.then if isinstance(query, GetContactsAt) else self.profiles


@dataclass
class KeepingMembership:
    """Whose logins were reported; `away`: it cannot be asked."""

    logins: list[tuple[ReportLogin, Caller]] = field(default_factory=list)
    away: bool = False

    async def execute(self, command: ReportLogin, by: Caller) -> None:
        if self.away:
            raise Unavailable(both("暂时不可用。", "Not available just now."))
        self.logins.append((command, by))


@dataclass
class AccountsSystem:
    component: Component
    settings: Settings
    clock: FixedClock
    db: Database
    notify: KeepingNotify
    membership: KeepingMembership
    core: AccountCore

    @property
    def api(self) -> AccountsApi:
        api: AccountsApi = self.component.api
        return api

    def code(self, attempt: WayInView) -> str:
        """As it is sent, whether it is or not."""
        return code_for(self.settings.code_keys[0], attempt.attempt_id)

    async def begun(self, command: Any, **more: Any) -> WayInView:
        outcome = await self.api.execute(command, nobody(**more))
        assert outcome.attempt is not None
        return outcome.attempt

    async def signed_up(self, handle: str = PHONE, password: str = PASSWORD) -> Tokens:
        attempt = await self.begun(BeginSignUp(handle=handle, password=password))
        confirm = ConfirmSignUp(
            attempt_id=attempt.attempt_id, code=self.code(attempt), device=DEVICE
        )
        return await self.tokens(confirm)

    async def signed_in(self, handle: str = PHONE, device: SigningDevice = DEVICE) -> Tokens:
        return await self.tokens(BeginSignIn(handle=handle, password=PASSWORD, device=device))

    async def tokens(self, command: Any, **more: Any) -> Tokens:
        outcome = await self.api.execute(command, nobody(**more))
        assert outcome.tokens is not None
        return outcome.tokens

    async def told(self, account_id: str) -> list[str]:
        """The types of what happened to an account."""
        return [event.type for event in await self.history(account_id)]

    async def history(self, account_id: str) -> list[EventEnvelope]:
        rows = self.db[EVENTS].find({"aggregate": f"account/{account_id}"}).sort("version", 1)
        return [event_of(row) async for row in rows]

    @contextlib.asynccontextmanager
    async def looping(self, *names: str) -> AsyncIterator[None]:
        async with looping(one for one in self.component.loops if one.name in names):
            yield


def nobody(**more: Any) -> Caller:
    fields = {"request_id": new_id(), "idempotency_key": new_id(), "ip": "192.0.2.7", **more}
    return Caller(actor=Actor(kind=ActorKind.ANONYMOUS), **fields)


def owner(account_id: str, **more: Any) -> Caller:
    return Caller(actor=Actor(kind=ActorKind.MEMBER, id=account_id), request_id=new_id(), **more)


@contextlib.asynccontextmanager
async def running_accounts(
    mongo_url: str, prefix: str, folder: Path, appeals: Any = None, **settings_of: Any
) -> AsyncIterator[AccountsSystem]:
    settings = Settings(
        mongo_url=mongo_url, mongo_database_prefix=prefix, var_dir=folder, **settings_of
    )
    client: Client = connect(settings)
    clock, notify, membership = FixedClock(NOON), KeepingNotify(), KeepingMembership()
    others = {"notify": notify, "membership": membership, "appeals": appeals}
    neighbours: Any = type("Neighbours", (), others)
    component = build_accounts(settings, client, clock, neighbours, code_keys=settings.code_keys)
    await component.prepare()
    try:
        db = database(client, settings.database("accounts"))
        core = lay_core(
            settings,
            lay_foundation(settings, client, NAME, sealed=SEALED_ROWS),
            clock,
            neighbours,
        )
        yield AccountsSystem(component, settings, clock, db, notify, membership, core)
    finally:
        client.close()


async def refused(accounts: AccountsSystem, command: Any, **more: Any) -> AppError:
    with pytest.raises(AppError) as caught:
        await accounts.api.execute(command, nobody(**more))
    return caught.value
