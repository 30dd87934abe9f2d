"""Who may act on an appeal."""

from infra.kernel.errors import Forbidden, NotFound
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.domain.aggregate.state import Appeal
from services.shared.callers import ActorKind


def no_such_appeal(number: str) -> NotFound:
    return NotFound(
        both("没有编号为 {number} 的申诉。", "There is no appeal {number}.", number=number),
        field="number",
    )


def require_staff(actor: Actor) -> None:
    """
    Raises:
        Forbidden: not staff.
    """
    if actor.kind != ActorKind.STAFF:
        raise Forbidden(
            both("只有工作人员可以这样处理申诉。", "Only staff can do this to an appeal.")
        )


def require_member(actor: Actor, member_id: str) -> None:
    """
    Raises:
        Forbidden: anybody but this member.
    """
    if actor.kind != ActorKind.MEMBER or actor.id != member_id:
        raise Forbidden(
            both(
                "只有会员本人可以对自己的会员资格这样做。",
                "Only the member can do this, and only for their own membership.",
            )
        )


def require_owner(actor: Actor, appeal: Appeal) -> None:
    """
    Raises:
        Forbidden: not a member.
        NotFound: another member's appeal; that it exists is nobody else's business.
    """
    if actor.kind == ActorKind.MEMBER and actor.id != appeal.member_id:
        raise no_such_appeal(appeal.number)
    require_member(actor, appeal.member_id)
