"""The collections of accounts, in a database of their own."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.storage.mongo import guarded_by

ACCOUNTS = "accounts"
HANDLES = "handles"
"""{_id: keyed hash, key, account, handle_id, kind, masked, since}: unique over all accounts."""

PASSWORDS = "passwords"
"""{_id: account, hash, since}: apart from the account, whose history keeps for ever."""

WAITS = "waits"
"""{_id: of whom, tries, last_at, until}: how often somebody tried, and when the next try may be."""

WAYS_IN = "ways_in"
"""{_id: attempt, purpose, account, …}: somebody is on the way in; gone an hour after its end."""

LOGINS = "account_sessions"
"""{_id: session, account, device, …}: each sign-in, with its refresh token while it is alive."""

DEVICES = "account_devices"
"""{_id: of account and device, account, device, first_seen, last_seen, name}: where an account was
signed in to before; the name sealed."""

NETWORKS = "account_networks"
"""{_id: keyed hash of account and network, account, first_seen}: from where it was signed in to."""

STAFF = "staff"
"""Places among the staff, each with a history of its own."""

INVITATIONS = "staff_invitations"
"""{_id: staff, handle: keyed hash, challenge, sealed: the address, …}: until they are accepted."""

ROSTER = "staff_roster"
"""One row: who administers now, so that the last one is never let go."""

UNTOLD = "untold_contacts"
"""{_id: account, kind, sealed, language}: notification has yet to hear where it is reached."""

FACTORS = "factors"
"""{_id: factor, account, type, version, …}: a second factor. `gone_at`: it was removed then, and is
kept while that may be somebody else's doing."""

CONTACTS_BACK = "contacts_back"
"""{_id: report, account, since, back, gone}: where a member is reached is to be as it was then."""

ASKED_BACK = "asked_back"
"""{_id: request, account, step, next_due, address, words, …}: who says to have lost every contact
asks for the account; address and words sealed. Gone when it ended."""

REFUSED = "account_requests_refused"
"""{_id: request, account, key, at}: by which call; for as long as somebody may repeat it."""

INDEXES: dict[str, list[IndexModel]] = {
    ACCOUNTS: [],
    HANDLES: [
        IndexModel([("account", ASCENDING)]),
        IndexModel([("handle_id", ASCENDING)]),
    ],
    PASSWORDS: [],
    WAITS: [guarded_by("tries"), IndexModel([("last_at", ASCENDING)])],
    WAYS_IN: [
        guarded_by("spent"),
        IndexModel([("send", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)]),
        IndexModel([("account", ASCENDING)]),
    ],
    LOGINS: [
        guarded_by("digest"),
        IndexModel([("account", ASCENDING), ("_id", DESCENDING)]),
    ],
    UNTOLD: [],
    CONTACTS_BACK: [],
    ASKED_BACK: [
        guarded_by("step"),
        IndexModel([("next_due", ASCENDING)]),
        IndexModel([("account", ASCENDING)]),
    ],
    REFUSED: [IndexModel([("account", ASCENDING)]), IndexModel([("at", ASCENDING)])],
    FACTORS: [
        guarded_by("version"),
        IndexModel([("account", ASCENDING)]),
        IndexModel([("gone_at", ASCENDING)], sparse=True),
    ],
    STAFF: [IndexModel([("next_due", ASCENDING)])],
    INVITATIONS: [guarded_by("challenge"), IndexModel([("handle", ASCENDING)])],
    ROSTER: [guarded_by("version")],
    DEVICES: [IndexModel([("account", ASCENDING)])],
    NETWORKS: [IndexModel([("account", ASCENDING)])],
}
