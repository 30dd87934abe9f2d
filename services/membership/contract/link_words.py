"""The words of main and backup memberships."""

from enum import StrEnum


class LinkRole(StrEnum):
    """What a member is in a link."""

    MAIN = "MAIN"
    BACKUP = "BACKUP"


class LinkEnd(StrEnum):
    """How a link ended. WITHDRAWN, REFUSED, EXPIRED: before it stood. UNLINKED: by either."""

    WITHDRAWN = "WITHDRAWN"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    UNLINKED = "UNLINKED"
