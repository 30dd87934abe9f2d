"""The collections of notification and their indexes."""

from pymongo import ASCENDING, DESCENDING, IndexModel

RECIPIENTS = "recipients"
ALERTS = "alerts"
DELIVERIES = "deliveries"
CAMPAIGNS = "campaigns"
CODES = "codes"
NOTICES = "notices"
RECEIPTS = "receipts"
SUPPRESSIONS = "suppressions"
CATCH_UPS = "catch_ups"

# Each index costs an insert more than the document itself does, so there are few: deliveries of
# an alert are found by their derived ids, claims among what is due.
INDEXES: dict[str, list[IndexModel]] = {
    RECIPIENTS: [],
    ALERTS: [IndexModel([("member_id", ASCENDING), ("at", DESCENDING)])],
    DELIVERIES: [
        IndexModel([("next_due", ASCENDING)]),
        IndexModel([("provider_id", ASCENDING)]),
        IndexModel([("campaign", ASCENDING), ("receipt", ASCENDING)]),
    ],
    CAMPAIGNS: [IndexModel([("state", ASCENDING)])],
    CODES: [],
    NOTICES: [],
    RECEIPTS: [],
    SUPPRESSIONS: [
        IndexModel([("members", ASCENDING)]),
        IndexModel([("changed", ASCENDING)]),
    ],
    CATCH_UPS: [],
}
