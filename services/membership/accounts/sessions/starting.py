"""A session begins, in one commit with what proved who it is for."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.storage.changes import GuardedUpdate, Inserts, Removal
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.core.collections import ASKED_BACK
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.core.domain.asked_back import all_ended
from services.membership.accounts.devices.device_store import DeviceStore, LoginOrigin
from services.membership.accounts.sessions.access_tokens import LIFE, AccessTokens
from services.membership.accounts.sessions.domain.session import (
    RefreshToken,
    Session,
    digest_of,
    seen_longest_ago,
    told_of,
)
from services.membership.accounts.sessions.reporting import LoginReports
from services.membership.accounts.sessions.session_store import SessionStore, ended, new_session
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.events import AccountEvent, SignedIn
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.views import Tokens
from services.membership.contract.accounts.words import AccountKind, Proof, SessionEnd
from services.shared.callers import Caller

NOTHING: Inserts = {}


class SessionLife(NamedTuple):
    """How long a session lives at the most, and without being renewed."""

    most: timedelta
    idle: timedelta

    def at_most(self, other: "SessionLife") -> "SessionLife":
        return SessionLife(min(self.most, other.most), min(self.idle, other.idle))


class Lives(NamedTuple):
    """How long sessions live: of members, of staff, on a public device; and how many of an account
    are alive at one time."""

    members: SessionLife
    staff: SessionLife
    public: SessionLife
    most: int

    def of(self, account: Account | None, *, public: bool) -> SessionLife:
        """`account`: none where it opens with the session."""
        staff = account is not None and account.kind is AccountKind.STAFF
        own = self.staff if staff else self.members
        return own.at_most(self.public) if public else own


class ProvenOwner(NamedTuple):
    """Somebody who proved to be the owner. `session_id`: settled before, so that the same entry
    again gives the same session."""

    session_id: str
    proofs: tuple[Proof, ...]
    device: SigningDevice
    second_factor: bool = False


class CommittedWith(NamedTuple):
    """What is committed with the beginning of a session: events before it, and rows."""

    events: Sequence[AccountEvent] = ()
    inserts: Inserts = NOTHING
    updates: Sequence[GuardedUpdate] = ()


class SessionStarts:
    def __init__(
        self,
        *,
        accounts: AccountStore,
        sessions: SessionStore,
        tokens: AccessTokens,
        clock: Clock,
        lives: Lives,
        devices: DeviceStore,
        reports: LoginReports,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._tokens = tokens
        self._clock = clock
        self._lives = lives
        self._devices = devices
        self._reports = reports

    async def start(
        self,
        loaded: LoadedAccount,
        entry: ProvenOwner,
        by: Caller,
        together: "CommittedWith | None" = None,
    ) -> Tokens:
        """Raises as `AccountStore.save`."""
        now, together = self._clock.now(), together or CommittedWith()
        origin = origin_of(loaded.id, entry.device, by)
        known = await self._devices.familiarity(origin)
        signed_in_before = loaded.account is not None and loaded.account.signed_in
        first = self._tokens.first_refresh_token(entry.session_id)
        life, idle = self._lives.of(loaded.account, public=entry.device.public)
        session = Session(
            id=entry.session_id,
            account=loaded.id,
            device=origin.device,
            public=entry.device.public,
            unfamiliar=signed_in_before and not known.whole,
            proofs=entry.proofs,
            began_at=now,
            seen_at=now,
            ends_at=now + life,
            idle_until=now + min(life, idle),
            digest=digest_of(first.secret),
            link=secrets.token_bytes(32),
            second_factor_at=now if entry.second_factor else None,
            label=by.device_label,
            ip=by.ip,
        )
        login = _signed_in(session)
        rows, seen = self._devices.seen(origin, known, now)
        room = await self._room(loaded.id, now)
        here = all_ended(loaded.account, BackEnd.SIGNED_IN) if entry.second_factor else []
        await self._accounts.save(
            loaded,
            [*together.events, *room.events, *here, login],
            now,
            by,
            inserts={**together.inserts, **new_session(session), **rows},
            updates=[*together.updates, *seen, *room.updates],
            removals=[Removal(ASKED_BACK, {"account": loaded.id})] if here else [],
        )
        await self._reports.at_once(login, session)
        return await self.tokens_of(session, first)

    async def _room(self, account_id: str, now: datetime) -> CommittedWith:
        """What ends so that one more session may begin."""
        alive = await self._sessions.alive(account_id, now)
        ending, why = seen_longest_ago(alive, self._lives.most), SessionEnd.TOO_MANY
        events = [told_of(account_id, ending, why)] if ending else []
        return CommittedWith(events=events, updates=ended(ending, now, why))

    async def given_again(self, session_id: str) -> Tokens | None:
        """To who has the same session still to be given: the answer was lost. None once it was
        renewed or ended."""
        session = await self._sessions.get(session_id)
        if session is None or session.generation or not session.alive(self._clock.now()):
            return None
        return await self.tokens_of(session, self._tokens.first_refresh_token(session_id))

    async def tokens_of(self, session: Session, refresh: RefreshToken) -> Tokens:
        account = (await self._accounts.load(session.account)).existing()
        return Tokens(
            session_id=session.id,
            account_id=session.account,
            device_id=session.device,
            access_token=self._tokens.issue(account, session),
            refresh_token=str(refresh),
            expires_in=int(LIFE.total_seconds()),
        )


def origin_of(account_id: str, device: SigningDevice, by: Caller) -> LoginOrigin:
    """A public device is another one each time: what one of its users did says nothing of the
    next."""
    id = new_id() if device.public else device.id or new_id()
    return LoginOrigin(account_id, id, by.ip, device.public)


def _signed_in(session: Session) -> SignedIn:
    return SignedIn(
        member_id=session.account,
        session_id=session.id,
        device_id=session.device,
        proofs=session.proofs,
        second_factor=session.second_factor_at is not None,
        unfamiliar=session.unfamiliar,
        public=session.public,
    )
