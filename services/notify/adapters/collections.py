"""The collections of notification and their indexes."""

from pymongo import ASCENDING, DESCENDING, IndexModel

RECIPIENTS = "recipients"
ALERTS = "alerts"
DELIVERIES = "deliveries"
CAMPAIGNS = "campaigns"
CODES = "codes"
NOTICES = "notices"
RECEIPTS = "receipts"

INDEXES: dict[str, list[IndexModel]] = {
    RECIPIENTS: [],
    ALERTS: [IndexModel([("member_id", ASCENDING), ("at", DESCENDING)])],
    DELIVERIES: [
        IndexModel([("next_due", ASCENDING)]),
        IndexModel([("lease_until", ASCENDING)]),
        IndexModel([("alert_id", ASCENDING)]),
        IndexModel([("provider_id", ASCENDING)]),
        IndexModel([("campaign", ASCENDING), ("state", ASCENDING)]),
        IndexModel([("receipt", ASCENDING)]),
    ],
    CAMPAIGNS: [IndexModel([("state", ASCENDING)])],
    CODES: [],
    NOTICES: [],
    RECEIPTS: [],
}
