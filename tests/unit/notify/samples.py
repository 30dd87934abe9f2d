"""The samples, and what tests make of them."""

from datetime import timedelta
from typing import Any

from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain
from services.notify.core.recipients.recipient import Recipient
from services.notify.templates.domain.sample_shapes import SHAPES, SHORT_REASON, held, other
from services.notify.templates.domain.samples import EVENTS, SAMPLES
from services.notify.templates.domain.samples.words import FREE_TEXT, LATER, NOW, PLANS, SOON
from services.shared.callers import SYSTEM

__all__ = [
    "EVENTS",
    "FREE_TEXT",
    "LATER",
    "NOW",
    "PLANS",
    "SAMPLES",
    "SHAPES",
    "SHORT_REASON",
    "SOON",
    "envelope",
    "held",
    "other",
    "recipient",
]

_MEMBER = "m-1"
FOR_TODAY = SAMPLES | {
    "GraceStarted": other("GraceStarted", grace_until=NOW + timedelta(days=36_500))
}
"""For tests on today's clock, on which a reminder must not be too late already."""


def envelope(event: Any, *, member: str = _MEMBER, version: int = 1) -> EventEnvelope:
    [sealed] = chain(
        NEW,
        getattr(event, "number", member),
        [Draft(event=event, happened_at=NOW)],
        actor=SYSTEM,
        origin=Origin(),
        recorded_at=NOW,
    )
    return sealed


def recipient(language: str = "zh-CN", **fields: Any) -> Recipient:
    known: dict[str, Any] = {
        "id": _MEMBER,
        "created_at": NOW,
        "name": "欧阳娜娜",
        "phone": "+8613800138000",
        "email": "ouyang@mail.example.com",
        "language": language,
    }
    return Recipient(**(known | fields))
