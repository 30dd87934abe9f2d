"""What made a message untrue before it went out."""

from datetime import datetime

import msgspec

DEADLINE = "DEADLINE"


class Overtaken(msgspec.Struct, frozen=True, kw_only=True):
    """`by`: the type of the event that overtook it, with its id; or DEADLINE. `at`: when."""

    by: str
    at: datetime
    event_id: str = ""
