"""The collections of notification and their indexes."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from infra.storage.mongo import guarded_by
from services.notify.contract.words import KnownBy
from services.notify.core.recipients.handles import field_of
from services.notify.core.stores.slices import SLICE

RECIPIENTS = "recipients"
HASHED = "recipients_hashed"
HASH_KEYS = "hash_keys"
ALERTS = "alerts"
JOURNAL = "journal"
JOBS = "jobs"
UNPASSED = "unpassed_receipts"
STAFF_TASKS = "staff_tasks"
DEAD_LETTERS = "dead_letters"
CAMPAIGNS = "campaigns"
TALLIES = "campaign_tallies"
DOUBTS = "campaign_doubts"
CODES = "codes"
CODES_TO = "codes_to"
"""{_id: of an address, issued, last_at}: gone an hour after the last code that went there."""
MOVES = "moved_addresses"
NOTICES = "notices"
RECEIPTS = "receipts"
SUPPRESSIONS = "suppressions"
CATCH_UPS = "catch_ups"
COLLECTED_DIGESTS = "digest_trays"
STANDS = "stands"
TEMPLATES = "templates"
TEMPLATE_VERSIONS = "template_versions"
REFUSALS = "refusals"
INCIDENTS = "incidents"
ENDPOINTS = "webhook_endpoints"
WEBHOOKS = "webhook_deliveries"
WEBHOOK_ATTEMPTS = "webhook_attempts"
WEBHOOK_REPLAYS = "webhook_replays"
WEBHOOK_PLACES = "webhook_places"

# Each index costs an insert more than the document itself does, so there are few.
INDEXES: dict[str, list[IndexModel]] = {
    RECIPIENTS: [
        IndexModel([(SLICE, ASCENDING)]),
        *(IndexModel([(field_of(by), ASCENDING), ("_id", ASCENDING)]) for by in KnownBy),
    ],
    HASHED: [],
    HASH_KEYS: [],
    ALERTS: [IndexModel([("member_id", ASCENDING), ("at", DESCENDING)])],
    JOURNAL: [IndexModel([("alert_id", ASCENDING)])],
    JOBS: [IndexModel([("next_due", ASCENDING)]), guarded_by("lease", "woken")],
    UNPASSED: [],
    STAFF_TASKS: [IndexModel([("state", ASCENDING), ("created_at", ASCENDING)])],
    DEAD_LETTERS: [IndexModel([("at", DESCENDING)])],
    CAMPAIGNS: [IndexModel([("state", ASCENDING)])],
    TALLIES: [],
    DOUBTS: [IndexModel([("campaign", ASCENDING)])],
    CODES: [guarded_by("challenge", "tries", "spent")],
    CODES_TO: [IndexModel([("last_at", ASCENDING)])],
    MOVES: [IndexModel([("member_id", ASCENDING)]), IndexModel([("gone_at", ASCENDING)])],
    NOTICES: [],
    RECEIPTS: [],
    SUPPRESSIONS: [
        IndexModel([("members", ASCENDING)]),
        IndexModel([("changed", ASCENDING)]),
        guarded_by("version"),
    ],
    CATCH_UPS: [],
    COLLECTED_DIGESTS: [guarded_by("version")],
    STANDS: [guarded_by("version")],
    TEMPLATES: [],
    TEMPLATE_VERSIONS: [],
    REFUSALS: [],
    INCIDENTS: [],
    ENDPOINTS: [
        IndexModel([("partner_id", ASCENDING)]),
        IndexModel([("next_due", ASCENDING)]),
        guarded_by("version"),
    ],
    WEBHOOKS: [
        IndexModel([("at_turn", ASCENDING)]),
        IndexModel([("waits_in", ASCENDING)]),
        IndexModel([("endpoint_id", ASCENDING), ("laid_at", DESCENDING)]),
    ],
    WEBHOOK_ATTEMPTS: [IndexModel([("delivery_id", ASCENDING)])],
    WEBHOOK_REPLAYS: [],
    WEBHOOK_PLACES: [],
}
