"""A delivery that was given up."""

from datetime import datetime

import msgspec

from services.notify.contract.words import Channel


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """`id`, `rank`, `attempt`: of the entry that says so."""

    id: str
    alert_id: str
    channel: Channel
    rank: int
    attempt: int
    at: datetime
    campaign: str = ""
    reason: str = ""
    code: str = ""
