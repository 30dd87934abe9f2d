"""What every command about an existing appeal names."""

import msgspec


class AppealCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    number: str
