"""What every query of appeals says."""

import msgspec


class Query(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`for_staff`: whether staff-only messages are included."""

    for_staff: bool = False
