"""A session: one sign-in on one device, and the refresh token that keeps it alive.

Refresh tokens rotate (RFC 9700, 4.14.2): each is good once, and its successor follows from it by a
key of the session (HMAC-SHA-256), so that only a digest of the present one need be kept. Of an
older one it can be told that the present one follows from it: then two hold what one should.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final, NamedTuple

import msgspec

from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.events import SessionsEnded
from services.membership.contract.accounts.words import Proof, SessionEnd

AGAIN_WITHIN: Final = timedelta(seconds=30)
"""The one just replaced is honoured so long: two tabs renew at once, or the answer was lost."""
_PREFIX: Final = "rt_"
_MOST_STEPS: Final = 20_000
"""Of a session: one every ten minutes for more than four months."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """`digest`: of the present refresh token; `link`: the key by which the next follows from it;
    `generation`: how many there were before. `label`, `ip`: of who renewed it last."""

    id: str
    account: str
    device: str
    public: bool
    unfamiliar: bool
    proofs: tuple[Proof, ...]
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    idle_until: datetime
    digest: str
    link: bytes
    generation: int = 0
    renewed_at: datetime | None = None
    second_factor_at: datetime | None = None
    label: str = ""
    ip: str = ""
    ended_at: datetime | None = None
    ended_for: SessionEnd | None = None

    @property
    def proven_at(self) -> datetime:
        """When somebody last proved to be the owner."""
        return self.second_factor_at or self.began_at

    def alive(self, now: datetime) -> bool:
        return self.ended_at is None and now < min(self.ends_at, self.idle_until)


class RefreshToken(NamedTuple):
    session_id: str
    generation: int
    secret: bytes

    @classmethod
    def read(cls, text: str) -> "RefreshToken":
        """
        Raises:
            SessionOver: it is none of ours.
        """
        try:
            session_id, generation, secret = text.removeprefix(_PREFIX).split(".")
            return cls(session_id, int(generation), urlsafe_b64decode(secret + "=="))
        except (ValueError, NotBase64):
            raise session_over() from None

    def __str__(self) -> str:
        secret = urlsafe_b64encode(self.secret).rstrip(b"=").decode()
        return f"{_PREFIX}{self.session_id}.{self.generation}.{secret}"


class TokenStanding(Enum):
    """Of a refresh token. PRESENT: it is exchanged. JUST_REPLACED: the same device asks again, and
    gets the same successor. REUSED: somebody else has it, too. STRANGE: it never was one."""

    PRESENT = auto()
    JUST_REPLACED = auto()
    REUSED = auto()
    STRANGE = auto()


def standing(session: Session, token: RefreshToken, device: str, now: datetime) -> TokenStanding:
    """`device`: of who holds the token; a token without its device was taken from it."""
    steps = session.generation - token.generation
    if not 0 <= steps <= _MOST_STEPS or not _leads_to(session, token.secret, steps):
        return TokenStanding.STRANGE
    same = hmac.compare_digest(device.encode(), session.device.encode())
    if same and steps == 0:
        return TokenStanding.PRESENT
    soon = session.renewed_at is not None and now - session.renewed_at <= AGAIN_WITHIN
    return TokenStanding.JUST_REPLACED if same and steps == 1 and soon else TokenStanding.REUSED


def successor(session: Session, token: RefreshToken) -> RefreshToken:
    secret = _next(session.link, token.secret)
    return RefreshToken(token.session_id, token.generation + 1, secret)


def digest_of(secret: bytes) -> str:
    """256 random bits need no salt."""
    return hashlib.sha256(secret).hexdigest()


def _leads_to(session: Session, secret: bytes, steps: int) -> bool:
    for _ in range(steps):
        secret = _next(session.link, secret)
    return hmac.compare_digest(digest_of(secret), session.digest)


def _next(link: bytes, secret: bytes) -> bytes:
    return hmac.digest(link, secret, hashlib.sha256)


def renewed(
    session: Session, to: RefreshToken, now: datetime, idle: timedelta, *, label: str, ip: str
) -> Session:
    """`idle`: how long it may rest from now."""
    return msgspec.structs.replace(
        session,
        digest=digest_of(to.secret),
        generation=to.generation,
        renewed_at=now,
        seen_at=now,
        idle_until=now + idle,
        label=label or session.label,
        ip=ip or session.ip,
    )


def seen_longest_ago(alive: Sequence[Session], most: int) -> list[Session]:
    """Those that end so that one more may begin and there are no more than `most`."""
    by_age = sorted(alive, key=lambda one: (one.seen_at, one.id))
    return by_age[: max(0, len(alive) + 1 - most)]


def told_of(account_id: str, ending: Sequence[Session], reason: SessionEnd) -> SessionsEnded:
    ids = tuple(one.id for one in ending)
    return SessionsEnded(member_id=account_id, session_ids=ids, reason=reason)
