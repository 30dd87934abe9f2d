"""Erasing, put together: what is answered, and what is done once a member is erased."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infra.kernel.events import EventEnvelope
from infra.outbox.each import on_each
from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.contract.erasure_events import MemberErased
from services.membership.erasure.reading import ErasureReading
from services.membership.ports import Context

NAME = "erase"
Erase = Callable[[EventEnvelope], Awaitable[None]]
"""Of one member; can be repeated."""


@dataclass(frozen=True)
class ErasureRoom:
    reading: ErasureReading
    loops: tuple[Loop, ...]


def build_erasure(base: Foundation, ctx: Context, erase: Erase) -> ErasureRoom:
    handle = on_each(MemberErased.__name__, erase, base.uow)
    following = Subscription(NAME, base.db, base.feed.read, handle, batch=1_000)
    return ErasureRoom(ErasureReading(ctx), (Loop(name="erase members", run=following.run),))
