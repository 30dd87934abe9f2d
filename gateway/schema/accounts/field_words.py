"""What the fields of accounts say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

_DEVICE: Final = "The `id` of the AccountDevice, where it is one that the account knows."
_PUBLIC: Final = "Whether it was said to be a public device: never trusted, and short-lived."

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Account": {
        "id": "The member's own id: account and membership go by the same.",
        "openedAt": "When it was opened.",
        "handles": "The phone numbers and e-mail addresses that it is found by.",
        "mustSetPassword": "Whether a new password has to be chosen, because the one before was "
        "taken away for good reason: ask for it before anything else.",
    },
    "AccountHandle": {"since": "Since when the account is found by it."},
    "AccountSession": {
        "id": "What removeSession takes.",
        "deviceId": _DEVICE,
        "public": _PUBLIC,
        "beganAt": "When it was signed in.",
        "lastSeenAt": "When it was refreshed last; before the first time, when it began.",
        "secondFactorAt": "When a second factor was shown in it last; null: never.",
    },
    "AccountDevice": {
        "id": "What nameDevice and removeDevice take.",
        "firstSeenAt": "When the account was signed in to on it first.",
        "lastSeenAt": "When it was used for the account last.",
    },
    "AccountLogins": {
        "nodes": "The sign-ins of this page.",
        "hasMore": "Whether there are earlier ones: ask with the last one's cursor as `before`.",
    },
    "AccountLogin": {
        "sessionId": "The session that began with it; while it is alive, removeSession ends it.",
        "at": "When it was signed in.",
        "deviceId": _DEVICE,
        "ip": "From which address; empty where that is not known.",
        "secondFactor": "Whether a second factor was shown.",
        "public": _PUBLIC,
        "endedAt": "When its session was ended; null while it is not, though it may have run out.",
    },
    "Factor": {
        "id": "What removeFactor takes.",
        "addedAt": "When it was added to the account.",
        "lastUsedAt": "When it was shown last; null: never.",
    },
    "RecoveryCodes": {"codes": "Each is good once; for their owner to write down."},
    "SteppedUp": {"accessToken": "Send it in place of the one before."},
    "AccountRequest": {
        "id": "What decideAccountRequest takes.",
        "askedAt": "When it was asked.",
    },
    "SignInSuccess": {"sessionId": "The session that began; the `id` of an AccountSession."},
    "SignInStep": {"attemptId": "Hand it to the next step."},
    "DeviceNamed": {"deviceId": "The `id` of the AccountDevice."},
    "StaffMember": {
        "id": "What arguments called `staffId`, `reviewer` and `substitute` take.",
        "name": "As colleagues read it.",
    },
}
