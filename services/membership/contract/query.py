"""What every query begins with."""

import msgspec


class Query(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    pass
