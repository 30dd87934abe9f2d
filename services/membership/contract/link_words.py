"""The words of main and backup memberships."""

from enum import StrEnum


class LinkRole(StrEnum):
    """What a member is in a link."""

    MAIN = "MAIN"
    BACKUP = "BACKUP"


class LinkEnd(StrEnum):
    """How a link ended. WITHDRAWN, REFUSED, EXPIRED: before it stood. UNLINKED: by either.
    TAKEN_BACK: somebody who had taken an account over had made it."""

    WITHDRAWN = "WITHDRAWN"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    UNLINKED = "UNLINKED"
    TAKEN_BACK = "TAKEN_BACK"
