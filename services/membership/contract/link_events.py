"""Main and backup memberships: the links on both histories, and what a backup has through its main.

`role`: what the member of this history is in the link; `other`: the member at the other end.
"""

from datetime import datetime

from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.link_words import LinkEnd, LinkRole


class LinkOffered(Event, frozen=True, kw_only=True):
    link_id: str
    role: LinkRole
    other: str
    accept_until: datetime


class LinkAgreed(Event, frozen=True, kw_only=True):
    link_id: str
    role: LinkRole
    other: str


class LinkEnded(ChangesBenefits, frozen=True, kw_only=True):
    """With the link also goes what the backup had through it. `in_use`: the backup was entitled
    through it."""

    link_id: str
    role: LinkRole
    other: str
    how: LinkEnd
    in_use: bool = False


class CoverPassedOn(Event, frozen=True, kw_only=True):
    """On the main's history, in one commit with what it changes for the backups: what they have
    through it from now on. `plan` empty: nothing."""

    plan: str
    plan_version: int
    until: datetime | None
    backups: tuple[str, ...]


class CoverBegan(ChangesBenefits, frozen=True, kw_only=True):
    """On the backup's: the main's membership runs. `until`: until when by itself, none while that
    is open. `in_use`: the backup is entitled through it, having no membership of its own that
    runs."""

    link_id: str
    main: str
    plan: str
    plan_version: int
    until: datetime | None
    in_use: bool


class CoverChanged(ChangesBenefits, frozen=True, kw_only=True):
    """The main's plan changed, or how long it runs. Fields as of `CoverBegan`."""

    link_id: str
    main: str
    plan: str
    plan_version: int
    plan_before: str
    version_before: int
    until: datetime | None
    in_use: bool


class CoverEnded(ChangesBenefits, frozen=True, kw_only=True):
    """The main's membership does not run any more. The link stays."""

    link_id: str
    main: str
    plan: str
    plan_version: int
    in_use: bool
