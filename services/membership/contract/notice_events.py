"""What a member could not be told in time."""

from datetime import datetime

from services.membership.contract.events import Event


class NoticeFailed(Event, frozen=True, kw_only=True):
    """No channel delivered the alert about event `about_id` of this history: at `at` all of them
    had been tried, and it was for a person to tell the member."""

    about_id: str
    about_type: str
    at: datetime
