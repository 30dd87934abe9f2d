"""Who may act on an appeal."""

from infra.kernel.errors import Forbidden, NotFound
from infra.kernel.events import Actor, ActorKind
from services.appeals.domain.state import Appeal


def require_staff(actor: Actor) -> None:
    """
    Raises:
        Forbidden: not staff.
    """
    if actor.kind is not ActorKind.STAFF:
        raise Forbidden("Only staff can do this to an appeal.")


def require_member(actor: Actor, member_id: str) -> None:
    """
    Raises:
        Forbidden: anybody but this member.
    """
    if actor.kind is not ActorKind.MEMBER or actor.id != member_id:
        raise Forbidden("Only the member can do this, and only for their own membership.")


def require_owner(actor: Actor, appeal: Appeal) -> None:
    """
    Raises:
        Forbidden: not a member.
        NotFound: another member's appeal; that it exists is nobody else's business.
    """
    if actor.kind is ActorKind.MEMBER and actor.id != appeal.member_id:
        raise NotFound(f"There is no appeal {appeal.number}.", field="number")
    require_member(actor, appeal.member_id)
