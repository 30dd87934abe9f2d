"""An appeal that is over: since when, and what is possible instead."""

from datetime import datetime
from typing import TypedDict

from infra.kernel.errors import NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import Either, Sentence, Value, both
from services.appeals.contract.words import AppealState as S
from services.appeals.contract.words import Verdict
from services.appeals.domain.aggregate.lifecycle import ENDED, OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.membership.contract.rules import APPEAL_WITHIN
from services.shared.callers import ActorKind

AS_SAID = {
    S.DECIDED: Either("已有决定，正在办理", "decided, and what it grants is being done"),
    S.CLOSED: Either("已结案", "closed"),
    S.WITHDRAWN: Either("已撤回", "withdrawn"),
}
_UNANSWERED = Either("因未收到会员回复已关闭", "closed for want of an answer")


class WaysOn(TypedDict):
    """What a message about the end says beforehand."""

    reopen_until: datetime | None
    escalate_until: datetime | None


NOT_YET = WaysOn(reopen_until=None, escalate_until=None)


def ways_on(appeal: Appeal, verdict: Verdict, now: datetime) -> WaysOn:
    """Of an appeal that ends now."""
    until = now + APPEAL_WITHIN
    final = appeal.escalated or verdict is Verdict.UPHELD
    return WaysOn(reopen_until=until, escalate_until=None if final else until)


def reopen_until(appeal: Appeal) -> datetime | None:
    """Until when its member can go on with it on something new; none while it is not over."""
    if appeal.state not in ENDED or appeal.ended_at is None:
        return None
    return appeal.extended_until or appeal.ended_at + APPEAL_WITHIN


def time_ahead(appeal: Appeal, now: datetime) -> datetime | None:
    """When its member can go on with it no longer; none once that is so."""
    until = reopen_until(appeal)
    return until if until is not None and until > now else None


def can_be_reopened(appeal: Appeal, now: datetime) -> bool:
    return time_ahead(appeal, now) is not None


def escalate_until(appeal: Appeal) -> datetime | None:
    """Until when its member can ask for another person to decide; none where that cannot be: of a
    decision in full in the member's favour, and of one that was another person's already."""
    if appeal.ruling is None or appeal.escalated or appeal.ruling.verdict is Verdict.UPHELD:
        return None
    return reopen_until(appeal)


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
    until = reopen_until(appeal)
    if until is None:
        sentence = both(
            "申诉 {number} 自 {since} 起{state}，办好后会通知您，目前无需操作。",
            "The appeal {number} has been {state} since {since}; you hear when it is done, and "
            "there is nothing to do until then.",
            **_so_far(appeal),
        )
        return _refused(appeal, sentence=sentence)
    if now >= until:
        sentence = both(
            "申诉 {number} 自 {since} 起{state}，不能再补充；重新提交的期限也已于 {until} 届满。",
            "The appeal {number} has been {state} since {since} and takes nothing more; the time "
            "to open it again was over on {until}.",
            until=until,
            **_so_far(appeal),
        )
        return _refused(appeal, sentence=sentence, until=until)
    sentence = both(
        "申诉 {number} 自 {since} 起{state}。如有新情况，可在 {until} 前重新提交（reopenAppeal）。",
        "The appeal {number} has been {state} since {since}. With something new to say, open it "
        "again by {until} (reopenAppeal).",
        until=until,
        **_so_far(appeal),
    )
    ways = ["reopenAppeal", *(["escalateAppeal"] if escalate_until(appeal) else [])]
    return _refused(appeal, *ways, sentence=sentence, until=until)


def over_for_staff(appeal: Appeal) -> NotAllowed:
    sentence = both(
        "申诉 {number} 自 {since} 起{state}，只能添加内部备注（addStaffNote）。",
        "The appeal {number} has been {state} since {since}; only a note can be added "
        "(addStaffNote).",
        **_so_far(appeal),
    )
    return _refused(appeal, "addStaffNote", sentence=sentence)


def _refused(
    appeal: Appeal, *allowed: str, sentence: Sentence, until: datetime | None = None
) -> NotAllowed:
    details: dict[str, object] = {"current": appeal.state.value, "allowed": list(allowed)}
    if until is not None:
        details |= {"number": appeal.number, "until": until.isoformat()}
    return NotAllowed(sentence, details=details)


def _so_far(appeal: Appeal) -> dict[str, Value | datetime]:
    decided_at = appeal.ruling.at if appeal.ruling else appeal.submitted_at
    return {
        "number": appeal.number,
        "state": _UNANSWERED if appeal.unanswered else AS_SAID[appeal.state],
        "since": appeal.ended_at or decided_at,
    }
