"""Which state of an appeal may follow which."""

from infra.kernel.sentences import Either
from infra.kernel.transitions import TransitionTable
from services.appeals.contract.words import AppealState

S = AppealState

LIFECYCLE = TransitionTable(
    Either("申诉", "member's appeal"),
    {
        S.DRAFT: (S.SUBMITTED,),
        # decided at once: by an incident or a rule, nobody took it
        S.SUBMITTED: (S.IN_REVIEW, S.DECIDED, S.WITHDRAWN),
        S.IN_REVIEW: (S.WAITING_FOR_MEMBER, S.DECIDED, S.WITHDRAWN),
        # asked again before the first question was answered
        S.WAITING_FOR_MEMBER: (S.WAITING_FOR_MEMBER, S.IN_REVIEW, S.DECIDED, S.WITHDRAWN),
        # back in review: the membership refused the remedy, staff decide again
        S.DECIDED: (S.CLOSED, S.IN_REVIEW),
        S.CLOSED: (S.ESCALATED, S.REOPENED),
        S.WITHDRAWN: (S.REOPENED,),
        S.ESCALATED: (S.IN_REVIEW, S.DECIDED, S.WITHDRAWN),
        S.REOPENED: (S.IN_REVIEW, S.DECIDED, S.WITHDRAWN),
    },
)

UNTAKEN = frozenset({S.SUBMITTED, S.ESCALATED, S.REOPENED})
OPEN = UNTAKEN | {S.IN_REVIEW, S.WAITING_FOR_MEMBER}
ENDED = frozenset({S.CLOSED, S.WITHDRAWN})
