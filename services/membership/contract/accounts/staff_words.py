"""The words of staff accounts."""

from enum import StrEnum


class StaffState(StrEnum):
    """INVITED: nobody has accepted it yet; it may have run out. RESET: an
    administrator reset the sign-in, which is yet to be set up anew. LEFT: works here no more, or
    never came."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    RESET = "RESET"
    LEFT = "LEFT"
