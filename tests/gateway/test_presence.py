"""Whoever reads or does something with the own token was here, and membership hears of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.identity.presence import Presence
from gateway.identity.viewer import Role, Viewer
from infra.kernel.errors import NotFound, Unavailable
from infra.kernel.sentences import both
from services.shared.callers import Caller

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Membership:
    """Remembers what it was told; `fails` with the first of these, if any."""

    def __init__(self) -> None:
        self.told: list[tuple[str, datetime | None]] = []
        self.fails: list[Exception] = []

    async def execute(self, command: Any, by: Caller) -> None:
        assert (by.actor.id, by.idempotency_key) == (command.member_id, "")
        if self.fails:
            raise self.fails.pop(0)
        self.told.append((command.member_id, command.at))


class Apis:
    def __init__(self) -> None:
        self.membership: Any = Membership()


def member(at: datetime | None, id: str = "m-1") -> Viewer:
    return Viewer(role=Role.MEMBER, id=id, signed_in_at=at)


async def settled() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_sign_in_is_told_once_however_often_its_token_reads() -> None:
    apis = Apis()
    presence = Presence(apis)
    later = AT + timedelta(days=1)
    for viewer in (member(AT), member(AT), member(later), member(AT), member(None, "m-2")):
        presence.signed_in(viewer)
    presence.signed_in(Viewer(role=Role.STAFF, id="s-1", signed_in_at=AT))
    await settled()
    assert apis.membership.told == [("m-1", AT), ("m-1", later)]


async def test_what_is_done_elsewhere_is_told_each_time() -> None:
    apis = Apis()
    presence = Presence(apis)
    presence.acted(member(AT))
    presence.acted(Viewer(role=Role.HOST, id="shop"))
    await settled()
    assert apis.membership.told == [("m-1", None)]


async def test_what_could_not_be_told_is_told_with_the_next_request() -> None:
    apis = Apis()
    presence = Presence(apis)
    apis.membership.fails = [Unavailable(both("忙", "Busy")), NotFound(both("无", "None"))]
    for _ in range(3):
        presence.signed_in(member(AT))
        await settled()
    assert apis.membership.told == []
    presence.signed_in(member(AT + timedelta(days=1)))
    await settled()
    assert apis.membership.told == [("m-1", AT + timedelta(days=1))]
