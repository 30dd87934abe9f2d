"""The rectifications of a member, as the history tells them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from infra.kernel.events import EventEnvelope
from services.membership.contract import rectification_events as e
from services.membership.contract.erasure_events import MemberErased
from services.membership.contract.event_types import body_of
from services.membership.contract.rectification_views import RectificationView
from services.membership.contract.rectification_words import RectificationState

_TELL = {
    kind.__name__
    for kind in (
        e.RectificationAsked,
        e.RectificationDecided,
        e.RectificationWithdrawn,
        MemberErased,
    )
}


def rectifications_in(history: Sequence[EventEnvelope], now: datetime) -> list[RectificationView]:
    """Newest first."""
    found: dict[str, RectificationView] = {}
    for event in history:
        if event.type in _TELL:
            _tell(found, body_of(event), event.happened_at)
    return [_as_of(one, now) for one in reversed(found.values())]


def _tell(found: dict[str, RectificationView], body: Any, at: datetime) -> None:
    match body:
        case e.RectificationAsked():
            found[body.rectification_id] = _asked(body, at)
        case e.RectificationDecided():
            state = RectificationState.ACCEPTED if body.accepted else RectificationState.REFUSED
            answer: dict[str, Any] = {"reason": body.reason, "mended": body.mended}
            _end(found, body.rectification_id, state, at, **answer)
        case e.RectificationWithdrawn():
            _end(found, body.rectification_id, RectificationState.WITHDRAWN, at)
        case MemberErased():
            for one in found.values():
                if one.state is RectificationState.OPEN:
                    _end(found, one.id, RectificationState.WITHDRAWN, at)


def _asked(body: e.RectificationAsked, at: datetime) -> RectificationView:
    return RectificationView(
        id=body.rectification_id,
        subject=body.subject,
        about=body.about,
        wrong=body.wrong,
        right=body.right,
        asked_at=at,
        answer_by=body.answer_by,
    )


def _end(
    found: dict[str, RectificationView],
    id: str,
    state: RectificationState,
    at: datetime,
    **answer: Any,
) -> None:
    found[id] = replace(found[id], state=state, ended_at=at, **answer)


def _as_of(one: RectificationView, now: datetime) -> RectificationView:
    open_past = one.state is RectificationState.OPEN and one.answer_by <= now
    return replace(one, overdue=open_past)
