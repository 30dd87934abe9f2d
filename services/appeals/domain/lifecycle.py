"""Which state of an appeal may follow which."""

from infra.kernel.errors import NotAllowed
from infra.kernel.transitions import TransitionTable
from services.appeals.contract.words import AppealState
from services.appeals.domain.state import Appeal

S = AppealState

LIFECYCLE = TransitionTable(
    "member's appeal",
    {
        S.SUBMITTED: (S.IN_REVIEW, S.WITHDRAWN),
        S.IN_REVIEW: (S.WAITING_FOR_MEMBER, S.DECIDED, S.WITHDRAWN),
        # asked again before the first question was answered
        S.WAITING_FOR_MEMBER: (S.WAITING_FOR_MEMBER, S.IN_REVIEW, S.DECIDED, S.WITHDRAWN),
        # back in review: the membership refused the remedy, staff decide again
        S.DECIDED: (S.CLOSED, S.IN_REVIEW),
    },
)

OPEN = frozenset({S.SUBMITTED, S.IN_REVIEW, S.WAITING_FOR_MEMBER})
ENDED = frozenset({S.CLOSED, S.WITHDRAWN})


def require_open(appeal: Appeal) -> None:
    """
    Raises:
        NotAllowed: the appeal is decided, closed or withdrawn.
    """
    if appeal.state not in OPEN:
        raise NotAllowed(
            f"The appeal {appeal.number} is {appeal.state.value}; "
            "messages are possible until it is decided.",
            details={"current": appeal.state.value, "allowed": []},
        )
