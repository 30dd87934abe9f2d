"""Announcements to all members, or to some: what staff can ask and do, and what they see."""

from datetime import datetime

import msgspec

from infra.kernel.text import LocalText
from services.notify.contract.words import CampaignState, Topic


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Which members; what is left out does not matter. `joined_after` and `joined_before` are by
    when notification came to know them, the first included, the second not. `marketing`: only who
    agreed to be sent offers."""

    language: str = ""
    member_ids: tuple[str, ...] = ()
    joined_after: datetime | None = None
    joined_before: datetime | None = None
    has_phone: bool | None = None
    has_email: bool | None = None
    marketing: bool = False


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """What staff announce: plain text, in both languages. `next`: what to do."""

    title: LocalText
    what: LocalText
    next: LocalText


class CampaignCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one campaign."""

    campaign_id: str


class PauseCampaign(CampaignCommand, frozen=True, kw_only=True):
    """Nothing more is planned or sent, until it is resumed."""


class ResumeCampaign(CampaignCommand, frozen=True, kw_only=True):
    """Goes on where it was paused."""


class CancelCampaign(CampaignCommand, frozen=True, kw_only=True):
    """Nothing more is planned or sent, ever. A clause notice is paused instead: who was not told
    is never bound."""


class StartCampaign(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Announces something to those of the audience who are members now."""

    topic: Topic
    announcement: Announcement
    audience: Audience = Audience()


class GetCampaign(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> CampaignView, by its id: that of the event that it announces."""

    event_id: str


class GetCampaigns(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> CampaignsView, the newest first; at most 100."""

    first: int = 20


class GetAudience(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> AudienceView: whom a campaign would go to if it started now."""

    audience: Audience


class CampaignStep(msgspec.Struct, frozen=True, kw_only=True):
    """What staff did to it. `by`: id of staff."""

    at: datetime
    by: str
    state: CampaignState


class CampaignView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An announcement. `members` and `planned` count members, all others deliveries.

    `sent`: SMS and e-mails that a provider took. `delivered`: receipts. `failed`; `unknown`: gone
    out or not. `filtered`: not sent by a rule. `left`: SMS and e-mails still to go out, those of
    members who are not planned yet estimated. `open`: not at their end. `ends_at`: from the rate of
    the last minutes; none while paused or while nothing is sent. `exact`: recounted when all was
    over; before, up to 50 deliveries may be missing for each time that a worker was killed.
    """

    id: str
    event_id: str
    event_type: str
    state: CampaignState
    started_at: datetime
    members: int
    planned: int
    sent: int
    delivered: int
    failed: int
    unknown: int
    filtered: int
    left: int
    open: int
    exact: bool
    ends_at: datetime | None = None
    steps: tuple[CampaignStep, ...] = ()


class CampaignsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    campaigns: tuple[CampaignView, ...]


class AudienceView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    members: int


CampaignQuery = GetCampaign | GetCampaigns | GetAudience
