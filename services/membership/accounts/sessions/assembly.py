"""Sessions, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.devices.device_store import DeviceStore
from services.membership.accounts.devices.domain.networks import NetworkSizes
from services.membership.accounts.devices.naming import DeviceNaming
from services.membership.accounts.sessions.access_tokens import AccessTokens
from services.membership.accounts.sessions.ending import SessionEnds
from services.membership.accounts.sessions.reading import SessionReading
from services.membership.accounts.sessions.renewing import Renewing
from services.membership.accounts.sessions.reporting import NAME, LoginReports
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.accounts.sessions.starting import Lives, SessionLife, SessionStarts
from services.membership.contract.accounts.queries import (
    GetDevices,
    GetLogins,
    GetSessions,
    ProveSession,
)
from services.membership.contract.accounts.session_commands import (
    EndSessionsOf,
    NameDevice,
    RefreshSession,
)
from services.membership.contract.accounts.views import AccountOutcome
from services.shared.callers import Caller


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """What sessions bring into accounts, and other rooms build on."""

    store: SessionStore
    starts: SessionStarts
    ends: SessionEnds
    tokens: AccessTokens
    commands: Mapping[type, Callable[[Any, Caller], Awaitable[AccountOutcome]]]
    queries: Mapping[type, Callable[[Any], Awaitable[Any]]]
    devices: DeviceStore
    loops: Sequence[Loop]


def build_sessions(core: AccountCore) -> Sessions:
    settings, accounts, clock = core.settings, core.accounts, core.clock
    store, tokens = SessionStore(core.base.db, core.base.sealing), AccessTokens(settings)
    lives = Lives(
        members=SessionLife(settings.session_life, settings.session_idle),
        staff=SessionLife(settings.staff_session_life, settings.staff_session_idle),
        public=SessionLife(settings.public_session_life, settings.public_session_life),
        most=settings.sessions_an_account,
    )
    devices = DeviceStore(
        core.base.db,
        core.base.sealing,
        NetworkSizes(settings.network_bits_v4, settings.network_bits_v6),
        core.handles,
    )
    reports = LoginReports(core.base.uow, accounts, store, core.neighbours)
    starts = SessionStarts(
        accounts=accounts,
        sessions=store,
        tokens=tokens,
        clock=clock,
        lives=lives,
        devices=devices,
        reports=reports,
    )
    ends = SessionEnds(accounts, store, clock)
    reading = SessionReading(store, devices, clock)
    return Sessions(
        store=store,
        starts=starts,
        ends=ends,
        tokens=tokens,
        commands={
            RefreshSession: Renewing(accounts, store, starts, clock, lives).renew,
            EndSessionsOf: ends.end_of,
            NameDevice: DeviceNaming(devices).name,
        },
        queries={
            ProveSession: reading.prove,
            GetSessions: reading.alive,
            GetLogins: reading.logins,
            GetDevices: reading.devices,
        },
        devices=devices,
        loops=[Loop(name=NAME, run=_following(core, reports))],
    )


def _following(core: AccountCore, reports: LoginReports) -> Callable[[int], Awaitable[None]]:
    async def follow(epoch: int) -> None:
        await Subscription(NAME, core.base.db, core.base.feed.read, reports.handle).run(epoch)

    return follow
