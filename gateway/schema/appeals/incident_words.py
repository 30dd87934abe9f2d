"""What the fields of incidents say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_ID: Final = "Readable, e.g. IN-20261127-0001."
_LOST: Final = "When the member lost what was lost."

INCIDENT_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Incident": {
        "version": "Counts this incident's events, from 1.",
        "traits": "What its losses have in common; who shares them belongs to it.",
        "openedAt": "When it was suspected or opened.",
        "since": "Losses from then on belong to it.",
        "until": "Losses up to then belong to it; null: it goes on.",
        "elsewhere": "Another incident that is about the same; null where none is known.",
        "remedy": "What everyone affected gets; null until it is proposed.",
        "reason": "What staff said last of why it is so; empty before they said anything.",
        "says": "What the members affected read of it; null before staff wrote something.",
        "proposedBy": "Who confirmed it first, where a second is needed; null before.",
        "confirmedBy": "Who confirmed it, so that the remedy runs; null before.",
        "statusVersion": "Counts the texts of the public line; 0 before the first.",
    },
    "LossTraits": {"planVersion": "The version of that plan; 0: any."},
    "Elsewhere": {"id": "The `id` in the list that `kind` names."},
    "TriedOut": {
        "members": "How many were tried out.",
        "possible": "For how many of them the remedy is possible.",
        "days": "How many days all of them would be granted together.",
        "refused": "For how many it is not possible, by the reason.",
    },
    "RefusedFor": {
        "code": "Why not: a stable word for programs.",
        "members": "How many it is so for.",
    },
    "MembersIn": {"members": "How many are so far."},
    "AffectedMember": {
        "lostAt": _LOST,
        "worth": "What the days are worth, by the price that the member holds.",
        "settledAt": "When the member had the remedy, or a case instead; null before.",
    },
    "PublicIncident": {
        "id": f"{_ID} What joinIncident takes.",
        "since": "When it began.",
        "updatedAt": "When the text or the state changed last.",
        "says": "What it is, who is affected, and what happens next.",
    },
    "MyIncident": {
        "id": f"{_ID} What joinIncident takes.",
        "lostAt": _LOST,
        "joined": "Whether the member said 'me too'.",
        "says": "What staff wrote of it; null before they did.",
    },
    "IncidentProgress": {"at": "When the step was taken."},
    "OpenIncidentInput": {
        "elsewhere": "Another incident that is about the same, where one is known.",
    },
    "ConfirmIncidentInput": {"says": "What the fault was; everyone affected reads it."},
    "DismissIncidentInput": {
        "says": "What is said in place of the public line, if there is one, and to who joined.",
    },
    "PublishIncidentStatusInput": {"says": "The public line from then on; everybody reads it."},
    "JoinIncidentSuccess": {
        "incident": "What was joined; null where an appeal was opened instead.",
    },
    "JoinIncidentInput": {"id": "The `id` of a PublicIncident or MyIncident."},
}
