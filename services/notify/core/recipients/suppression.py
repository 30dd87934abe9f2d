"""Addresses that nothing goes to: why, since when, and what lifts it. Pure.

A reason holds for the address, whoever it belongs to. STOP covers one-time codes too, because
the provider refuses them as well. What a member unsubscribed from by mail holds for that topic.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import Either, both, several
from services.notify.contract.words import MANDATORY, Channel, SuppressionReason, Topic

R = SuppressionReason
IN_WORDS = {
    R.STOP: "the member answered STOP; only START from the same number lifts it",
    R.HARD_BOUNCE: "mail to this address comes back: there is no such mailbox",
    R.COMPLAINT: "the member reported our mail as unwanted",
    R.INVALID_NUMBER: "messages cannot reach this number",
    R.UNSUBSCRIBED: "the member unsubscribed from this topic by e-mail",
    R.BY_STAFF: "staff stopped messages to this address",
}
_IN_CHINESE = {
    R.STOP: "会员回复了 STOP，只有从同一号码发送 START 才能解除",
    R.HARD_BOUNCE: "发往此邮箱的邮件被退回：没有这个邮箱",
    R.COMPLAINT: "会员把我们的邮件标为垃圾邮件",
    R.INVALID_NUMBER: "消息无法送达此号码",
    R.UNSUBSCRIBED: "会员已通过邮件退订此主题",
    R.BY_STAFF: "工作人员已停止向此地址发送",
}
_SAID = {reason: Either(_IN_CHINESE[reason], words) for reason, words in IN_WORDS.items()}
_NOTHING = Either("那里没有任何限制", "nothing is suppressed there")
STAFF_MAY_LIFT = frozenset({R.HARD_BOUNCE, R.COMPLAINT, R.INVALID_NUMBER, R.BY_STAFF})
"""STOP is the provider's and the member's, unsubscribing the member's alone."""
START_LIFTS = frozenset({R.STOP, R.INVALID_NUMBER})
"""Who sends a message has a number that works."""
_REMEMBERED = 32
"""Lifted marks, and messages heard, that are kept: enough for any repetition by the provider."""


def suppressed_rule(reason: SuppressionReason) -> str:
    """The rule that filters a delivery for it."""
    return f"SUPPRESSED_{reason}"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One reason, in force until lifted. `topic`: none for all. `by`, `lifted_by`: staff's ids;
    empty where the member or a provider did it."""

    reason: SuppressionReason
    since: datetime
    topic: Topic | None = None
    by: str = ""
    why: str = ""
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_why: str = ""

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one address on one channel. `id` is made of it and gives it not away.
    `members`: ids that it was seen with. `heard`: ids of inbound messages already counted."""

    id: str
    channel: Channel
    marks: tuple[Mark, ...] = ()
    members: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    version: int = 0


def refusal(suppression: Suppression | None, topic: Topic) -> Mark | None:
    """The mark that forbids a message on this topic; none when it may go."""
    marks = suppression.marks if suppression else ()
    return next((m for m in marks if m.in_force and _covers(m, topic)), None)


def marked(
    suppression: Suppression,
    reason: SuppressionReason,
    at: datetime,
    *,
    topic: Topic | None = None,
    by: str = "",
    why: str = "",
) -> Suppression:
    """With this reason in force; unchanged where it is already."""
    same = (m for m in suppression.marks if m.in_force and (m.reason, m.topic) == (reason, topic))
    if any(same):
        return suppression
    mark = Mark(reason=reason, since=at, topic=topic, by=by, why=why)
    return _with_marks(suppression, (*suppression.marks, mark))


def started(suppression: Suppression, at: datetime) -> Suppression:
    """The number sent START."""
    return _lifted(suppression, at, lambda mark: mark.reason in START_LIFTS)


def subscribed_again(suppression: Suppression, topic: Topic, at: datetime) -> Suppression:
    """The member chose e-mail for this topic again."""
    again = (R.UNSUBSCRIBED, topic)
    return _lifted(suppression, at, lambda mark: (mark.reason, mark.topic) == again)


def released(suppression: Suppression, at: datetime, by: str, why: str) -> Suppression:
    """Staff say that the address may be used again.

    Raises:
        NotAllowed: nothing is in force that staff may lift.
    """
    after = _lifted(suppression, at, lambda mark: mark.reason in STAFF_MAY_LIFT, by, why)
    if after == suppression:
        left = sorted({mark.reason for mark in suppression.marks if mark.in_force})
        raise NotAllowed(
            both(
                "没有工作人员可以解除的限制：{left}。",
                "There is nothing that staff can lift: {left}.",
                left=several(_SAID[reason] for reason in left) if left else _NOTHING,
            ),
            field="channel",
        )
    return after


def heard(suppression: Suppression, message_id: str) -> Suppression:
    """With this inbound message counted."""
    kept = (*suppression.heard, message_id)[-_REMEMBERED:]
    return msgspec.structs.replace(suppression, heard=kept)


def seen_with(suppression: Suppression, member_id: str) -> Suppression:
    if not member_id or member_id in suppression.members:
        return suppression
    return msgspec.structs.replace(suppression, members=(*suppression.members, member_id))


def _covers(mark: Mark, topic: Topic) -> bool:
    if mark.reason is R.UNSUBSCRIBED:
        return mark.topic is topic and topic not in MANDATORY
    return mark.topic in {None, topic}


def _lifted(
    suppression: Suppression,
    at: datetime,
    which: Callable[[Mark], bool],
    by: str = "",
    why: str = "",
) -> Suppression:
    def after(mark: Mark) -> Mark:
        if not (mark.in_force and which(mark)):
            return mark
        return msgspec.structs.replace(mark, lifted_at=at, lifted_by=by, lifted_why=why)

    return _with_marks(suppression, tuple(after(mark) for mark in suppression.marks))


def _with_marks(suppression: Suppression, marks: tuple[Mark, ...]) -> Suppression:
    """Somebody who sends STOP and START all day does not fill the database."""
    lifted = [mark for mark in marks if not mark.in_force]
    forgotten = {id(mark) for mark in lifted[:-_REMEMBERED]}
    kept = tuple(mark for mark in marks if id(mark) not in forgotten)
    return msgspec.structs.replace(suppression, marks=kept)
