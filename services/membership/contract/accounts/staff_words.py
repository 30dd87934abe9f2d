"""The words of staff accounts."""

from enum import StrEnum


class StaffState(StrEnum):
    """INVITED: nobody has accepted it yet; it may have run out. LEFT: works here no more, or never
    came."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    LEFT = "LEFT"
