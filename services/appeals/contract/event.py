"""What every event of an appeal carries."""

from datetime import datetime

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all; the envelope's `type` is the class's name, its aggregate the appeal's number.

    `promised_at`: when the member hears next at the latest; none once nothing is open."""

    member_id: str
    number: str
    promised_at: datetime | None
