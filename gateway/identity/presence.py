"""Signs of life: membership hears when members signed in and what they do elsewhere, so that nobody
counts as inactive who was here."""

from collections import OrderedDict
from datetime import datetime
from typing import Protocol

import structlog

from gateway.identity.viewer import Role, Viewer
from infra.concurrency.background import Background
from infra.kernel.errors import AppError, NotFound
from infra.kernel.events import Actor
from services.membership.contract.api import MembershipApi
from services.membership.contract.commands import NoteActivity
from services.shared.callers import ActorKind, Caller

MOST_REMEMBERED = 50_000
_log = structlog.get_logger(__name__)


class _Apis(Protocol):
    @property
    def membership(self) -> MembershipApi: ...


class Presence:
    """Tells in the background: no request waits for it, and none fails with it. What is lost in a
    crash is told by the member's next request."""

    def __init__(self, apis: _Apis) -> None:
        self._apis = apis
        self._told: OrderedDict[str, datetime] = OrderedDict()
        self._running = Background()

    def signed_in(self, viewer: Viewer) -> None:
        """Once for each sign-in: reading with the same token again is nothing new."""
        at = viewer.signed_in_at
        known = self._told.get(viewer.id)
        if viewer.role is not Role.MEMBER or at is None or (known is not None and known >= at):
            return
        self._told[viewer.id] = at
        self._told.move_to_end(viewer.id)
        if len(self._told) > MOST_REMEMBERED:
            self._told.popitem(last=False)
        self._later(viewer, at)

    def acted(self, viewer: Viewer) -> None:
        """The member did something just now, in whichever service."""
        if viewer.role is Role.MEMBER:
            self._later(viewer, None)

    def _later(self, viewer: Viewer, at: datetime | None) -> None:
        self._running.start(self._tell(viewer, at))

    async def _tell(self, viewer: Viewer, at: datetime | None) -> None:
        by = Caller(actor=Actor(kind=ActorKind.MEMBER, id=viewer.id))
        try:
            await self._apis.membership.execute(NoteActivity(member_id=viewer.id, at=at), by)
        except NotFound:
            return  # nobody who is no member can be inactive
        except AppError as error:
            self._told.pop(viewer.id, None)
            _log.warning("activity not noted", code=error.code)
