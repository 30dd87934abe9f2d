"""A decision that its member does not accept never goes back to whoever made it."""

from infra.kernel.errors import NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.domain.aggregate.state import Appeal


def may_take(appeal: Appeal, staff_id: str) -> bool:
    return staff_id not in appeal.excluded_reviewers


def require_another(appeal: Appeal, actor: Actor) -> None:
    """
    Raises:
        NotAllowed: this member of the staff decided it before.
    """
    if not may_take(appeal, actor.id):
        sentence = both(
            "申诉 {number} 由您决定过，会员已要求由另一位工作人员复核，因此须由他人处理。",
            "You decided the appeal {number} before, and its member asked for another person: "
            "somebody else has to take it.",
            number=appeal.number,
        )
        details: dict[str, object] = {
            "current": appeal.state.value,
            "excluded": list(appeal.excluded_reviewers),
            "allowed": ["addStaffNote"],
        }
        raise NotAllowed(sentence, details=details)
