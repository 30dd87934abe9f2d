"""What happens by clauses of the member agreement: to the clause itself, and to one member."""

from datetime import datetime
from typing import Any

from infra.kernel.text import LocalText
from services.membership.contract.events import ClauseRef, Event


class ClauseWarning(Event, frozen=True, kw_only=True):
    """The plan falls on `downgrade_at`, by a clause, unless the member does something. `days`: the
    span that the clause looks at."""

    downgrade_at: datetime
    days: int
    to_plan: str
    clause: str
    clause_version: int
    to_version: int = 1


class InactivityWarned(ClauseWarning, frozen=True, kw_only=True):
    last_login_at: datetime


class WarningReceived(Event, frozen=True, kw_only=True):
    """The member received the warning that event `warning_id` of this history is about.

    `downgrade_at`: not before then, which is the promised time or, where the receipt came late,
    as many days after it as the clause promises.
    """

    warning_id: str
    channel: str
    received_at: datetime
    downgrade_at: datetime


class NoticeDelivered(Event, frozen=True, kw_only=True):
    """This member was told of a clause version; it binds not before `binds_at`."""

    clause: str
    clause_version: int
    notice_id: str
    delivered_at: datetime
    binds_at: datetime


class ClauseAcknowledged(Event, frozen=True, kw_only=True):
    """The member said to have read this version."""

    clause: str
    clause_version: int


class ClauseBound(Event, frozen=True, kw_only=True):
    """`notified_at`: when the member's own notice was delivered, if it was. `also`: what else
    began to bind with it, where one message tells of all."""

    clause: str
    clause_version: int
    version_before: int
    notified_at: datetime | None = None
    also: tuple[ClauseRef, ...] = ()


class ClausePublished(Event, frozen=True, kw_only=True):
    """On the aggregate `clause-CODE`, not on a membership. `parameters_before`: of the version
    that it is measured against. `asks_more_of_some`: it is not adverse, but stricter than a version
    that still binds members who were never told of a later one, or new to them."""

    clause: str
    clause_version: int
    adverse: bool
    effective_at: datetime
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    parameters_before: dict[str, Any]
    asks_more_of_some: bool = False
