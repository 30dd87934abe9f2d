"""The facts that a template may speak of: the typed event behind an alert."""

from datetime import datetime
from typing import Any

import msgspec

from services.appeals.contract import event_types as appeals
from services.appeals.contract.incident_events import INCIDENT_EVENTS
from services.appeals.contract.notice_words import NoticeKind
from services.membership.contract import event_types
from services.membership.contract.accounts import event_types as accounts
from services.membership.contract.export_events import EXPORT_EVENT_TYPES
from services.notify.contract.campaigns import Announcement
from services.notify.contract.words import Channel


class ContactChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A member took an address out of use: for another one, or `removed` it. It is told to the
    address that was in use, which the facts do not name. `given_back`: the account went to who
    said to have lost its addresses. `restored`: somebody else had brought it into use."""

    channel: Channel
    removed: bool
    given_back: bool = False
    restored: bool = False


class StaffTold(msgspec.Struct, frozen=True, kw_only=True):
    """Staff are told of an appeal. `own`: they have it, or had it. `due`: of a promise."""

    kind: NoticeKind
    number: str
    own: bool
    due: datetime | None


class WebhookFailing(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing gets through to an endpoint: `percent` of the time that it may fail is over. `host`:
    of its address, whose path may hold a secret. `endpoint`: how its id begins, which tells it from
    another on the same host; "" in mails of earlier releases."""

    host: str
    percent: int
    failing_since: datetime
    disabled_at: datetime
    endpoint: str = ""


class WebhookDisabled(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint is not sent to any more. `gone`: it answered that it is no more."""

    host: str
    gone: bool
    failing_since: datetime
    endpoint: str = ""


class WebhookRecovered(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint answers again, or was enabled: nobody is told, but what was to be told of it
    before is not true any more."""


OWN_TYPES: dict[str, type[msgspec.Struct]] = {
    one.__name__: one
    for one in (ContactChanged, StaffTold, WebhookFailing, WebhookDisabled, WebhookRecovered)
}
"""What notification tells of itself; no other service hears of it."""
_TYPES: dict[str, type[msgspec.Struct]] = {
    **event_types.EVENT_TYPES,
    **accounts.EVENT_TYPES,
    **appeals.EVENT_TYPES,
    **INCIDENT_EVENTS,
    **EXPORT_EVENT_TYPES,
    **OWN_TYPES,
    Announcement.__name__: Announcement,
}
_PLAN_FIELDS = ("plan", "from_plan", "to_plan", "plan_before")


def event_type_named(name: str) -> type[msgspec.Struct]:
    """
    Raises:
        KeyError: no such event.
    """
    return _TYPES[name]


def typed_facts(event_type: str, body: dict[str, Any]) -> msgspec.Struct:
    """The event with its times as datetimes and its words as enums.

    Raises:
        KeyError: no such event.
        msgspec.ValidationError: the body is not that event's.
    """
    return msgspec.convert(body, _TYPES[event_type])


def plans_named_in(body: dict[str, Any]) -> set[str]:
    """Codes of the plans that the event speaks of."""
    return {body[field] for field in _PLAN_FIELDS if body.get(field)}
