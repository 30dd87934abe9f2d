"""An appeal that is over: since when, and what is possible instead."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import Either, Value, both
from services.appeals.contract.words import AppealState as S
from services.appeals.domain.lifecycle import OPEN
from services.appeals.domain.state import Appeal
from services.membership.contract.rules import APPEAL_WITHIN
from services.shared.callers import ActorKind

AS_SAID = {
    S.DECIDED: Either("已有决定，正在办理", "decided, and what it grants is being done"),
    S.CLOSED: Either("已结案", "closed"),
    S.WITHDRAWN: Either("已撤回", "withdrawn"),
}


def require_open(appeal: Appeal, actor: Actor, now: datetime) -> None:
    """
    Raises:
        NotAllowed: the appeal is decided, closed or withdrawn; says since when, and what is
            possible instead.
    """
    if appeal.state not in OPEN:
        by_member = actor.kind == ActorKind.MEMBER
        raise over_for_member(appeal, now) if by_member else over_for_staff(appeal)


def over_for_member(appeal: Appeal, now: datetime) -> NotAllowed:
    if appeal.state is S.DECIDED:
        sentence = both(
            "申诉 {number} 自 {since} 起{state}，办好后会通知您，目前无需操作。",
            "The appeal {number} has been {state} since {since}; you hear when it is done, and "
            "there is nothing to do until then.",
            **_so_far(appeal),
        )
        return NotAllowed(sentence, details={"current": appeal.state.value, "allowed": []})
    until = appealable_until([appeal], appeal.lost_at)
    if until is not None and now >= until:
        sentence = both(
            "申诉 {number} 自 {since} 起{state}，不能再补充；重新申诉的期限也已于 {until} 届满。",
            "The appeal {number} has been {state} since {since} and takes nothing more; the time "
            "to open another one was over on {until}.",
            until=until,
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


def appealable_until(earlier: Sequence[Appeal], lost_at: datetime | None) -> datetime | None:
    """As an explanation advises ('appeal by …'). New evidence may come up to as long after a
    decision about the loss. None: nobody knows yet when the loss began."""
    if lost_at is None:
        return None
    decided = (a.ruling.at for a in earlier if a.ruling and a.lost_at == lost_at)
    return max([lost_at, *decided]) + APPEAL_WITHIN
