"""What is asked about sessions."""

from collections import Counter
from collections.abc import Mapping

from infra.kernel.clock import Clock
from services.membership.accounts.devices.device_store import DeviceStore, KnownDevice
from services.membership.accounts.devices.domain.labels import place_of
from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.queries import (
    GetDevices,
    GetLogins,
    GetSessions,
    ProveSession,
)
from services.membership.contract.accounts.views import (
    DevicesView,
    DeviceView,
    LoginsView,
    LoginView,
    SessionProof,
    SessionsView,
    SessionView,
)

MOST = 100


class SessionReading:
    def __init__(self, sessions: SessionStore, devices: DeviceStore, clock: Clock) -> None:
        self._sessions = sessions
        self._devices = devices
        self._clock = clock

    async def prove(self, query: ProveSession) -> SessionProof:
        """
        Raises:
            SessionOver
        """
        session = await self._sessions.get(query.session_id)
        if session is None or not session.alive(self._clock.now()):
            raise session_over()
        return SessionProof(account_id=session.account)

    async def alive(self, query: GetSessions) -> SessionsView:
        found = await self._sessions.alive(query.account_id, self._clock.now())
        return SessionsView(sessions=tuple(map(self._session_view, found)))

    async def logins(self, query: GetLogins) -> LoginsView:
        most = max(1, min(query.first, MOST))
        found = await self._sessions.logins(query.account_id, query.before, most + 1)
        return LoginsView(
            logins=tuple(map(self._login_view, found[:most])), has_more=len(found) > most
        )

    async def devices(self, query: GetDevices) -> DevicesView:
        known = await self._devices.of(query.account_id)
        logins = await self._sessions.logins(query.account_id, "", MOST)
        alive = Counter(
            one.device for one in await self._sessions.alive(query.account_id, self._clock.now())
        )
        last = {one.device: one for one in reversed(logins)}
        return DevicesView(
            devices=tuple(self._device(one, last.get(one.device), alive) for one in known)
        )

    def _device(
        self, known: KnownDevice, last: Session | None, alive: Mapping[str, int]
    ) -> DeviceView:
        return DeviceView(
            device_id=known.device,
            first_seen_at=known.first_seen,
            last_seen_at=max(known.last_seen, last.seen_at) if last else known.last_seen,
            name=known.name,
            label=last.label if last else "",
            ip=last.ip if last else "",
            place=self._place(last) if last else "",
            open_sessions=alive.get(known.device, 0),
        )

    def _place(self, session: Session) -> str:
        return place_of(session.label, self._devices.network(session.ip))

    def _session_view(self, session: Session) -> SessionView:
        return SessionView(
            session_id=session.id,
            device_id=session.device,
            label=session.label,
            ip=session.ip,
            place=self._place(session),
            public=session.public,
            began_at=session.began_at,
            last_seen_at=session.seen_at,
            ends_at=min(session.ends_at, session.idle_until),
            proofs=session.proofs,
            second_factor_at=session.second_factor_at,
        )

    def _login_view(self, session: Session) -> LoginView:
        return LoginView(
            cursor=session.id,
            session_id=session.id,
            at=session.began_at,
            device_id=session.device,
            label=session.label,
            ip=session.ip,
            place=self._place(session),
            proofs=session.proofs,
            second_factor=session.second_factor_at is not None,
            unfamiliar=session.unfamiliar,
            public=session.public,
            ended_at=session.ended_at,
        )
