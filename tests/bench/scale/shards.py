"""How the databases are sharded where one server is not enough: by what, and which queries have to
ask every shard then.

MongoDB keeps `_id` apart on each shard only. Where an id is what keeps a second one out (a payment,
an SMS, a use of a quota), or rows are written by `_id` alone, the key is `_id` itself; a unique
index begins with the key. What is not named here stays whole, on the shard where its database
lives: those of accounts and appeals on shards of their own.
"""

from typing import NamedTuple

HASHED, RANGED = "hashed", "ranged"
WHOLE = ("accounts", "appeals")
"""Databases that one shard holds: some gigabytes for ten million members."""


class Key(NamedTuple):
    """`how`: by its hash, which spreads what is written one after the other, or by its order."""

    field: str
    how: str
    why: str


_ID = Key("_id", HASHED, "read and written by id; the id keeps a second one out")
KEYS: dict[str, Key] = {
    "membership.memberships": Key("_id", HASHED, "every command and every read is of one member"),
    "membership.events": Key(
        "aggregate", RANGED, "a history is read whole; unique by its versions"
    ),
    "membership.feed": Key("_id", HASHED, "followers read by exact numbers, many at once"),
    "membership.outbox": Key("slot", RANGED, "a relay reads the slots of its partitions"),
    "membership.payments": _ID,
    "membership.orders": _ID,
    "membership.logins": _ID,
    "membership.refunds": _ID,
    "membership.commands": _ID,
    "membership.data_keys": _ID,
    "membership.origins": _ID,
    "membership.snapshots": Key("_id", HASHED, "written by id, and seldom read"),
    "membership.shown": _ID,
    "membership.shared_items": Key("_id", HASHED, "laid down by id, read by exact numbers"),
    "membership.shared_ends": _ID,
    "notify.recipients": Key("_id", HASHED, "whoever is told is one member"),
    "notify.alerts": Key("_id", HASHED, "planned, sent and shown by id; the id tells once"),
    "notify.journal": Key("alert_id", HASHED, "what came of an alert is read together"),
    "notify.jobs": Key("_id", HASHED, "claimed and settled by id"),
    "notify.receipts": _ID,
    "notify.notices": _ID,
    "notify.commands": _ID,
    "notify.data_keys": _ID,
    "notify.stands": _ID,
    "notify.recipients_hashed": _ID,
    "notify.events": Key("aggregate", RANGED, "as in membership"),
    "notify.feed": Key("_id", HASHED, "as in membership"),
    "notify.outbox": Key("slot", RANGED, "as in membership"),
    "notify.webhook_deliveries": Key("_id", HASHED, "sent and settled by id"),
    "notify.webhook_attempts": Key("delivery_id", HASHED, "shown with their delivery"),
}

_SWEEPER = "what is due: one process a service asks, each shard by its own index"
_STAFF = "a page of a list that staff ask for"
SCATTERED: dict[str, dict[str, str]] = {
    "membership.memberships": {
        "next_due": _SWEEPER,
        "state.plan": "who holds a plan: when staff change it",
        "state.case.version": "cases to be opened: looked for by one process, few rows",
        "state.charge.open_until": "open requests to charge: a page for the shop",
        "risk": _STAFF,
        "state.held_since": "who was held back before going live: once",
        "state.rectify_by": _STAFF,
        "labels": _STAFF,
    },
    "membership.feed": {"owner": "a member's subscription that replays: once, then it is live"},
    "membership.payments": {
        "member_id": "explanations, exports, erasing: not on the way of a change"
    },
    "membership.orders": {"member_id": "explanations, exports, erasing; points, by clause"},
    "membership.logins": {"member_id": "explanations, exports, erasing"},
    "membership.refunds": {"member_id": "explanations, exports, erasing"},
    "membership.snapshots": {"member_id": "a long history as of an instant"},
    "membership.shared_items": {"partner": "a partner's page, or its end: a range of one partner"},
    "notify.recipients": {
        "slice": "an announcement reads everybody: each shard its share",
        "phone_handle": _STAFF,
        "email_handle": _STAFF,
        "name_handle": _STAFF,
    },
    "notify.alerts": {"member_id": "a member's inbox: fifty at most by the index"},
    "notify.jobs": {"next_due": _SWEEPER},
    "notify.webhook_deliveries": {
        "at_turn": _SWEEPER,
        "waits_in": "what waits behind one that is sent: in its order",
        "endpoint_id": "staff and partners look at an endpoint",
    },
}
"""By collection, then by the field that an index begins with: why it is good to ask every shard."""
