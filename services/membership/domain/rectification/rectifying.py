"""A member asks that the record be rectified, and staff decide with a reason.

A history is not written over: what is right comes by an event of its own (a correction, a report of
the shop, a repair), to which the decision points. It is answered within a time that is promised
when it is asked (GDPR, Article 12(3)); who is late says so.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.events import EventEnvelope, event_id
from infra.kernel.sentences import both
from infra.kernel.text import without_contacts
from services.membership.contract import rectification_events as e
from services.membership.contract.rectification_commands import (
    MOST_OPEN,
    MOST_WRITTEN,
    AskRectification,
    DecideRectification,
    WithdrawRectification,
)
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.domain.aggregate.lifecycle import refusal
from services.membership.domain.aggregate.parts import OpenRectification
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.recording.recorder import Recorder

WITHIN = timedelta(days=30)
"""Where the operator promises nothing shorter."""
_COURSE = {
    kind.__name__
    for kind in (
        *(e.RectificationAsked, e.RectificationOverdue),
        *(e.RectificationDecided, e.RectificationWithdrawn),
    )
}
"""What mends nothing by itself."""


def ask(recorder: Recorder, command: AskRectification) -> None:
    """
    Raises:
        NotAllowed: the same is open already, or too much is.
        InvalidInput: a text is missing, too long, or holds a contact; or what it is about.
        NotFound: there is no such event.
    """
    state = recorder.state
    _require_room(state, command)
    _require_subject(state, command)
    recorder.record(
        e.RectificationAsked(
            rectification_id=event_id(state.member_id, state.version + 1),
            subject=command.subject,
            about=command.about,
            wrong=_checked(command.wrong, "wrong"),
            right=_checked(command.right, "right"),
            answer_by=command.answer_by or recorder.now + WITHIN,
        )
    )


def withdraw(recorder: Recorder, command: WithdrawRectification) -> None:
    """
    Raises:
        NotFound: no such one is open.
    """
    one = _open(recorder.state, command.rectification_id)
    recorder.record(e.RectificationWithdrawn(rectification_id=one.id))


def decide(
    recorder: Recorder, command: DecideRectification, history: Sequence[EventEnvelope]
) -> None:
    """
    Raises:
        NotFound: no such one is open.
        InvalidInput: what mended it is missing, or not of this history since it was asked.
    """
    one = _open(recorder.state, command.rectification_id)
    reason = checked_reason(command.reason)
    _require_mended(one, command, history)
    recorder.record(
        e.RectificationDecided(
            rectification_id=one.id,
            asked_at=one.asked_at,
            accepted=command.accepted,
            mended=tuple(dict.fromkeys(command.mended)),
            reason=reason,
        )
    )


def overdue_at(state: Membership) -> datetime | None:
    return min((one.answer_by for one in _waiting(state)), default=None)


def overdue(recorder: Recorder, at: datetime) -> None:
    """Of the one that was to be answered first."""
    for one in sorted(_waiting(recorder.state), key=lambda one: one.answer_by)[:1]:
        late = e.RectificationOverdue(
            rectification_id=one.id, asked_at=one.asked_at, answer_by=one.answer_by
        )
        recorder.record(late, at=at)


def _waiting(state: Membership) -> Iterator[OpenRectification]:
    return (one for one in state.rectifications if not one.overdue)


def _require_room(state: Membership, command: AskRectification) -> None:
    asked = (command.subject, command.about)
    if any((one.subject, one.about) == asked for one in state.rectifications):
        raise refusal(
            state,
            both(
                "您已就此申请更正，请等待答复，或先撤回（withdrawRectification）。",
                "You asked for a correction of this already; wait for the answer, or take it back "
                "first (withdrawRectification).",
            ),
        )
    if len(state.rectifications) >= MOST_OPEN:
        raise refusal(
            state,
            both(
                "最多同时有 {most} 项更正申请，请等待答复，或先撤回一项。",
                "At most {most} requests for corrections are open at once; wait for an answer, or "
                "take one back first.",
                most=MOST_OPEN,
            ),
        )


def _require_subject(state: Membership, command: AskRectification) -> None:
    """Payments and orders are looked up by whoever carries it out."""
    of_record = command.subject is RectifiedSubject.RECORD
    if of_record is bool(command.about):
        raise InvalidInput(
            both(
                "RECORD 不带编号；事件、付款和订单须填写编号。",
                "RECORD goes without an id; an event, payment or order needs its own.",
            ),
            field="about",
        )
    if command.subject is RectifiedSubject.EVENT and not _is_event(state, command.about):
        raise NotFound(
            both(
                "您的记录里没有编号 {id}；请核对后再报。",
                "Nothing of yours has the id {id}; check it.",
                id=command.about,
            ),
            field="about",
        )


def _require_mended(
    one: OpenRectification, command: DecideRectification, history: Sequence[EventEnvelope]
) -> None:
    since = {
        event.id for event in history if event.version > one.version and event.type not in _COURSE
    }
    if not since.issuperset(command.mended):
        raise InvalidInput(
            both(
                "更正的依据须是该会员在申请之后的事件，申请本身的进展除外。",
                "What mended it are events of this member since it was asked, and not of the "
                "asking itself.",
            ),
            field="mended",
        )
    if command.accepted and bool(command.mended) is command.nothing_to_mend:
        raise InvalidInput(
            both(
                "同意更正时，请指明更正所依据的事件，或说明无需更正（nothingToMend），二者取一。",
                "To accept it, name the events that mended it, or say nothingToMend; not both.",
            ),
            field="mended",
        )
    if not command.accepted and (command.mended or command.nothing_to_mend):
        raise InvalidInput(
            both("不同意更正时，不填写更正事件。", "What is refused was not mended."),
            field="mended",
        )


def _is_event(state: Membership, id: str) -> bool:
    """Whether the member's history has it."""
    prefix, _, version = id.rpartition(":")
    if prefix != state.member_id or not (version.isascii() and version.isdecimal()):
        return False
    return 0 < int(version) <= state.version and id == event_id(prefix, int(version))


def _open(state: Membership, id: str) -> OpenRectification:
    for one in state.rectifications:
        if one.id == id:
            return one
    raise NotFound(
        both(
            "没有待答复的更正申请 {id}。",
            "There is no open request for a correction {id}.",
            id=id or "–",
        ),
        field="id",
    )


def _checked(text: str, field: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > MOST_WRITTEN:
        raise InvalidInput(
            both(
                "请填写 {field}，最多 {most} 字。",
                "Say {field} in at most {most} characters.",
                field=field,
                most=MOST_WRITTEN,
            ),
            field=field,
        )
    return without_contacts(stripped, field)
