"""One open appeal a member and loss."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import both
from services.appeals.domain.aggregate.ended import over_for_member
from services.appeals.domain.aggregate.lifecycle import ENDED, OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.membership.contract.rules import APPEAL_WITHIN


def require_in_time(lost_at: datetime | None, now: datetime) -> None:
    """As an explanation advises ('appeal by …'). Nobody is late for a loss of which nobody knows
    yet when it began.

    Raises:
        NotAllowed: too late; says since when.
    """
    if lost_at is not None and now >= (until := lost_at + APPEAL_WITHIN):
        sentence = both(
            "对 {lost_at} 失去会员一事，申诉期限已于 {until} 届满（{days} 天）。"
            "如有疑问，请联系客服人员。",
            "The loss of {lost_at} could be appealed until {until} ({days} days). If something is "
            "wrong all the same, ask for a person.",
            lost_at=lost_at,
            until=until,
            days=APPEAL_WITHIN.days,
        )
        raise NotAllowed(sentence, details={"until": until.isoformat(), "allowed": []})


def require_undecided(earlier: Sequence[Appeal], lost_at: datetime | None, now: datetime) -> None:
    """What was decided goes on where it was: on something new, or before another person.

    Raises:
        NotAllowed: an appeal about this loss was decided; says which, and until when it can be
            opened again.
    """
    for appeal in earlier:
        about_it = lost_at is not None and appeal.lost_at == lost_at
        if about_it and appeal.state in ENDED and appeal.was_decided:
            raise over_for_member(appeal, now)


def claim_on_loss(
    earlier: Sequence[Appeal], member_id: str, lost_at: datetime | None, now: datetime
) -> str:
    """A key that only one opening of an appeal of this member can have, be it the first or one
    more: of those who saw the same appeals one succeeds, and the others look again. `earlier`: all
    of this member. What they are about may change with the record; how often they were opened only
    grows.

    Appeals about a loss whose time is not known yet count as being about any.

    Raises:
        NotAllowed: an appeal about this loss is open; `details["number"]` says which.
    """
    same = [a for a in earlier if lost_at is None or a.lost_at in (None, lost_at)]
    for appeal in same:
        if appeal.state not in ENDED:
            raise still_open(appeal, now)
    return f"{member_id} {sum(appeal.rounds for appeal in earlier)}"


def still_open(appeal: Appeal, now: datetime) -> NotAllowed:
    if appeal.state not in OPEN:
        return over_for_member(appeal, now)
    sentence = both(
        "关于此次失去会员的申诉 {number} 尚未结束，请在其中补充（replyToAppeal）。",
        "The appeal {number} about this loss is still open; reply to it instead (replyToAppeal).",
        number=appeal.number,
    )
    return NotAllowed(sentence, details={"number": appeal.number, "allowed": ["replyToAppeal"]})
