"""What every resolver knows: who asks, in which language, and whom to ask."""

import asyncio
import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
import strawberry
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from gateway.cursors.cursors import Cursors, sealed_with
from gateway.cursors.sealing import CursorSeal
from gateway.feeds.item_feed import ItemFeed
from gateway.feeds.shared_feed import SharedFeed
from gateway.files.links import FileLinks
from gateway.identity.presence import Presence
from gateway.identity.viewer import ANONYMOUS, LEEWAY, Role, Viewer
from gateway.passes.issuer import PassIssuer
from gateway.rates.rates import Rates, Remaining
from gateway.request import accept
from gateway.request.loaders import Readers
from gateway.settings import GatewaySettings
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, Forbidden, InvalidInput
from infra.kernel.events import Actor
from infra.kernel.ids import new_id
from infra.kernel.sentences import Locale, Sentence, both
from services.appeals.contract.api import AppealsApi
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.api import MembershipApi
from services.membership.contract.partner_views import SharedItem
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.shared.callers import ActorKind, Caller

LONGEST_KEY = 128
LONGEST_LABEL = 120


class Contracts(Protocol):
    """The contracts of the services."""

    membership: MembershipApi
    accounts: AccountsApi
    appeals: AppealsApi
    notify: NotifyApi


@dataclass(frozen=True)
class Feeds:
    """One follower for each service's events, and one for what partners are shown, shared by all
    subscribers of this process."""

    membership: SharedFeed
    appeals: SharedFeed
    items: ItemFeed[SharedItem]

    async def close(self) -> None:
        await asyncio.gather(self.membership.close(), self.appeals.close(), self.items.close())


@dataclass
class Context:
    """`connection_params`: what a WebSocket's client sent with `connection_init`. `counted_for`:
    the caller whose socket it is. `paid`: the operation is paid for. `left`: what the caller may
    spend still. `reading`: who reads one of the connection's documents; they are
    read one after the other. `caught_up`: who follows is told here that what comes next is live."""

    settings: GatewaySettings
    apis: Contracts
    feeds: Feeds
    passes: PassIssuer
    files: FileLinks
    clock: Clock
    connection: HTTPConnection
    viewer: Viewer = ANONYMOUS
    request_id: str = ""
    connection_params: dict[str, Any] | None = None
    presence: Presence | None = None
    counted_for: str = ""
    caught_up: Callable[[], None] | None = None
    rates: Rates | None = None
    left: Remaining | None = None
    paid: bool = False
    _language: "asyncio.Task[str] | None" = None
    _locale: Locale | None = None

    @functools.cached_property
    def reading(self) -> asyncio.Lock:
        return asyncio.Lock()

    @functools.cached_property
    def readers(self) -> Readers:
        return Readers(self.apis)

    @functools.cached_property
    def _seal(self) -> CursorSeal:
        return sealed_with(self.settings.cursor_keys)

    def cursors(self, kind: str) -> Cursors:
        """Those of who asks; `kind`: of which list or feed."""
        return Cursors(self._seal, self.viewer.holder, kind, self.settings.unsealed_cursors)

    def signs_in(self, viewer: Viewer) -> None:
        """From now on `viewer` asks."""
        self.viewer = viewer
        if self.presence is not None:
            self.presence.signed_in(viewer)

    async def pay(self, cost: int) -> None:
        """
        Raises:
            TooManyRequests: who asks has spent too much.
        """
        if self.rates is not None:
            self.left = await self.rates.spend(self.viewer, self.connection, cost)

    def acts(self) -> None:
        """The viewer does something that membership does not see by itself."""
        if self.presence is not None:
            self.presence.acted(self.viewer)

    def reached_live(self) -> None:
        """What is followed is up to date: nothing lies between what was yielded and what comes."""
        if self.caught_up is not None:
            self.caught_up()

    @property
    def websocket(self) -> WebSocket | None:
        return self.connection if isinstance(self.connection, WebSocket) else None

    def seconds_left(self) -> float | None:
        """How long the token is still good for; none: for ever, nobody sent one."""
        expires = self.viewer.expires_at
        return None if expires is None else (expires + LEEWAY - datetime.now(UTC)).total_seconds()

    def subject(self, member_id: str | None) -> str:
        """The member that a request is about: a member's own, or the one that staff name.

        Raises:
            Forbidden: a member named somebody else.
            InvalidInput: staff named nobody.
        """
        if self.viewer.role is Role.MEMBER:
            if member_id not in (None, self.viewer.id):
                raise Forbidden(
                    both("会员只能查看自己的会员资格。", "A member sees the own membership only."),
                    field="memberId",
                )
            return self.viewer.id
        if not member_id:
            raise InvalidInput(
                both("请写明是哪位会员（memberId）。", "Say which member: memberId."),
                field="memberId",
            )
        return member_id

    def may_see(self, member_id: str) -> bool:
        """Whether what is of this member is for who asks."""
        return self.viewer.role is Role.STAFF or self.viewer.id == member_id

    def caller(self, idempotency_key: str | None = None, **more: Any) -> Caller:
        """On whose behalf a command runs.

        Without a key it gets one of its own, because a call may be repeated on the way; keys of
        different people never meet.
        """
        viewer = self.viewer
        key = f"{viewer.role}:{viewer.id}:{_checked(idempotency_key)}" if idempotency_key else ""
        name = viewer.name if viewer.role is Role.STAFF else ""
        origin: dict[str, Any] = {
            "device_id": viewer.device_id or "",
            "device_label": self.connection.headers.get("user-agent", "")[:LONGEST_LABEL],
            "ip": self.connection.client.host if self.connection.client else "",
        }
        # for members a sign-in is not enough everywhere: what it is for says so itself
        proven = {"second_factor": viewer.second_factor} if viewer.role is Role.STAFF else {}
        return Caller(
            actor=Actor(kind=ActorKind(viewer.role.upper()), id=viewer.id, name=name),
            request_id=self.request_id,
            idempotency_key=key or new_id(),
            staff_kind=viewer.staff_kind,
            scopes=viewer.scopes,
            **(origin | proven | more),
        )

    async def locale(self, sentence: Sentence) -> Locale:
        """Who reads a refusal: a member in the own zone, all others in the operator's. The
        member's profile is asked for only where it makes a difference."""
        by_request = accept.language(self.connection.headers.get("accept-language", ""))
        if self._locale is None and (sentence.tells_time or not by_request):
            profile = await self._profile()
            self._locale = msgspec.structs.replace(
                self.likely_locale(),
                language=await self.language(),
                **({"zone": profile.time_zone, "own_zone": True} if profile else {}),
            )
        return self.likely_locale()

    def likely_locale(self) -> Locale:
        """As far as it is known without asking anybody."""
        return self._locale or locale_of(self.connection, self.settings)

    async def language(self) -> str:
        """The language for texts: as the client accepts, else the member's own, else Chinese."""
        if self._language is not None:
            return await self._language
        accepted = accept.language(self.connection.headers.get("accept-language", ""))
        if accepted or self.viewer.role is not Role.MEMBER:
            return accepted or "zh"
        self._language = asyncio.ensure_future(self._find_language())
        return await self._language

    async def _find_language(self) -> str:
        profile = await self._profile()
        return profile.language if profile else "zh"

    async def _profile(self) -> ProfileView | None:
        """Of the member who asks; none where it cannot be had now."""
        if self.viewer.role is not Role.MEMBER:
            return None
        try:
            asked = GetProfile(member_id=self.viewer.id)
            return await self.readers.notify.find(asked, ProfileView)
        except AppError:
            return None


Info = strawberry.Info[Context, None]


def locale_of(connection: HTTPConnection, settings: GatewaySettings) -> Locale:
    """Who reads, by what the connection says and the operator set."""
    accepted = accept.language(connection.headers.get("accept-language", ""))
    return Locale(
        language=accepted or "zh", zone=settings.operator_time_zone, currency=settings.currency
    )


def _checked(key: str) -> str:
    if len(key) > LONGEST_KEY:
        raise InvalidInput(
            both(
                "idempotencyKey 最多 {most} 个字符。",
                "An idempotency key has at most {most} characters.",
                most=LONGEST_KEY,
            ),
            field="idempotencyKey",
        )
    return key
