"""The words of the way back into an account."""

from enum import StrEnum


class BackEnd(StrEnum):
    """Why a request came to nothing. REFUSED: by staff. STOPPED: from a session of the account.
    STOPPED_BY_CODE: with the code that went to the contacts in use. SIGNED_IN: somebody showed two
    factors of the account. TAKEN: its new contact finds another account by now."""

    REFUSED = "REFUSED"
    STOPPED = "STOPPED"
    STOPPED_BY_CODE = "STOPPED_BY_CODE"
    SIGNED_IN = "SIGNED_IN"
    TAKEN = "TAKEN"


class BackState(StrEnum):
    """Of a request. ASKED: it waits for staff. ACCEPTED: it waits for its time, and can be stopped.
    BEGUN: it is carried out."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    BEGUN = "BEGUN"
