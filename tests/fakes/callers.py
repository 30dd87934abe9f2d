"""Who calls a service, as the gateway would say it."""

from typing import Any

from infra.kernel.events import Actor
from services.shared.callers import ActorKind, Caller, StaffKind


def member_caller(id: str, **more: Any) -> Caller:
    return Caller(actor=Actor(kind=ActorKind.MEMBER, id=id), **more)


def staff_caller(id: str, name: str = "", **more: Any) -> Caller:
    """An administrator who signed in with a second factor, unless said otherwise."""
    proven: dict[str, Any] = {"staff_kind": StaffKind.ADMIN, "second_factor": True}
    return Caller(actor=Actor(kind=ActorKind.STAFF, id=id, name=name), **(proven | more))


MEMBER = member_caller("m-1")
CONFIRMED = member_caller("m-1", second_factor=True)
HOST = Caller(actor=Actor(kind=ActorKind.HOST, id="shop"))
