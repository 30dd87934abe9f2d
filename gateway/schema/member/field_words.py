"""What the fields of one member's data say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Consent": {
        "what": "What was agreed to, in words.",
        "since": "Since when; of a clause since when it binds.",
    },
    "RevealedContact": {"profile": "With its addresses in clear."},
    "Export": {
        "requestedAt": "When it was asked for, or begun by itself; null where there was none yet.",
        "nextMonthlyAt": "When the next one is prepared by itself; null where none is.",
    },
    "ExportLink": {"fileName": "What to call it when it is saved."},
    "MembersFoundSuccess": {"members": "Whom it found; empty where it found nobody."},
    "RegisterMemberInput": {
        "name": "What messages call the member. Left out: it stays.",
        "email": "An e-mail address. Left out: it stays.",
    },
    "RetentionRound": {
        "oldest": "From when the oldest of it is; null where nothing goes.",
        "doneAt": "When the round was over; null before.",
    },
    "StaffRead": {
        "id": "The same for good.",
        "at": "When it was shown.",
        "requestId": "Of the request, as logs name it.",
    },
}
