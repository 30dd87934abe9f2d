"""Contact and identity data that have to be verified: asked for, told, done."""

from datetime import datetime

from services.membership.contract.events import Event


class VerificationAsked(Event, frozen=True, kw_only=True):
    """Benefits wait for it from `hold_from` on, if the member was told a week before."""

    hold_from: datetime


class VerificationNoticed(Event, frozen=True, kw_only=True):
    """The member received the notice that event `asked_id` of this history is about. `hold_from`:
    as promised or, where the receipt came late, a week after it."""

    asked_id: str
    channel: str
    received_at: datetime
    hold_from: datetime


class ContactsVerified(Event, frozen=True, kw_only=True):
    """Before anything was held. `how`: SECOND_FACTOR or HOST."""

    how: str
