"""Commands of an owner, signed in."""

from typing import Any, TypeVar

from gateway.request.context import Info
from services.membership.contract.accounts.command import OwnCommand

C = TypeVar("C", bound=OwnCommand)


def own(info: Info, kind: type[C], **fields: Any) -> C:
    """Of who asks, by the session that asks."""
    viewer = info.context.viewer
    return kind(account_id=viewer.id, session_id=viewer.session, **fields)
