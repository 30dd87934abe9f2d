"""A digest is an alert like any other: what it says is in its facts, in words."""

from collections.abc import Container
from datetime import datetime
from typing import Any

import msgspec

from services.notify.contract.words import Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.digest_content import DigestContent, DigestEntry, digest_of
from services.notify.core.recipients.digest_times import Window
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import DIGEST_EVENT


def digest_alert(content: DigestContent, recipient: Recipient, now: datetime) -> Alert:
    """It keeps the language that its entries are in, whatever the member reads later."""
    return Alert(
        id=content.id,
        member_id=content.member_id,
        event_id=content.id,
        event_type=DIGEST_EVENT,
        topic=Topic.RENEWAL,
        at=content.window.end,
        name=recipient.name,
        language=recipient.language,
        time_zone=recipient.time_zone,
        facts={
            "language": recipient.language,
            "window": msgspec.to_builtins(content.window),
            "entries": msgspec.to_builtins(content.entries),
        },
        planned_at=now,
    )


def content_of(alert: Alert) -> DigestContent:
    """What the digest says, always the same.

    Raises:
        ValueError: the alert is no digest.
    """
    window = msgspec.convert(alert.facts.get("window"), Window)
    entries = msgspec.convert(alert.facts.get("entries"), tuple[DigestEntry, ...])
    content = digest_of(alert.member_id, window, entries)
    if content is None:
        raise ValueError("a digest of nothing")
    return content


def without(alert: Alert, gone: Container[str]) -> dict[str, Any]:
    """What the digest says when these of its alerts are left out."""
    entries = [entry for entry in alert.facts["entries"] if entry["id"] not in gone]
    return {**alert.facts, "entries": entries}


def is_of_use(alert: Alert, now: datetime) -> bool:
    """What is over is told by an alert of its own."""
    return alert.useless_at is None or now < alert.useless_at
