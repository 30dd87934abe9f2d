"""Which state of an appeal may follow which."""

from datetime import datetime

from infra.kernel.errors import NotAllowed
from infra.kernel.events import Actor, ActorKind
from infra.kernel.sentences import Either, Value, both
from infra.kernel.transitions import TransitionTable
from services.appeals.contract.words import AppealState
from services.appeals.domain.state import Appeal

S = AppealState

LIFECYCLE = TransitionTable(
    Either("申诉", "member's appeal"),
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


AS_SAID = {
    S.DECIDED: Either("已有决定，正在办理", "decided, and what it grants is being done"),
    S.CLOSED: Either("已结案", "closed"),
    S.WITHDRAWN: Either("已撤回", "withdrawn"),
}


def require_open(appeal: Appeal, actor: Actor) -> None:
    """
    Raises:
        NotAllowed: the appeal is decided, closed or withdrawn; says since when, and what is
            possible instead.
    """
    if appeal.state not in OPEN:
        by_member = actor.kind is ActorKind.MEMBER
        raise (over_for_member if by_member else over_for_staff)(appeal)


def over_for_member(appeal: Appeal) -> NotAllowed:
    if appeal.state is S.DECIDED:
        sentence = both(
            "申诉 {number} 自 {since} 起{state}，办好后会通知您，目前无需操作。",
            "The appeal {number} has been {state} since {since}; you hear when it is done, and "
            "there is nothing to do until then.",
            **_so_far(appeal),
        )
        return NotAllowed(sentence, details={"current": appeal.state.value, "allowed": []})
    sentence = both(
        "申诉 {number} 自 {since} 起{state}，不能再补充。如有新情况，可重新申诉（openAppeal）。",
        "The appeal {number} has been {state} since {since} and takes nothing more. With something "
        "new to say, open another one (openAppeal).",
        **_so_far(appeal),
    )
    return NotAllowed(sentence, details={"current": appeal.state.value, "allowed": ["openAppeal"]})


def over_for_staff(appeal: Appeal) -> NotAllowed:
    sentence = both(
        "申诉 {number} 自 {since} 起{state}，只能添加内部备注（addStaffNote）。",
        "The appeal {number} has been {state} since {since}; only a note can be added "
        "(addStaffNote).",
        **_so_far(appeal),
    )
    return NotAllowed(
        sentence, details={"current": appeal.state.value, "allowed": ["addStaffNote"]}
    )


def _so_far(appeal: Appeal) -> dict[str, Value | datetime]:
    decided_at = appeal.ruling.at if appeal.ruling else appeal.submitted_at
    return {
        "number": appeal.number,
        "state": AS_SAID[appeal.state],
        "since": appeal.ended_at or decided_at,
    }
