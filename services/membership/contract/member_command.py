"""What every command about one member's membership has in common."""

import msgspec


class MembershipCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one member's membership."""

    member_id: str
