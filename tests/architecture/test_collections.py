"""Each collection of notification is written in one module; others name it only to read it."""

import ast
from pathlib import Path

import pytest

NOTIFY = Path(__file__).parents[2] / "services" / "notify"
COLLECTIONS = "services.notify.core.stores.collections"

WRITERS = {
    "ALERTS": "core/stores/alerts.py",
    "CAMPAIGNS": "core/stores/campaigns.py",
    "CATCH_UPS": "core/stores/catch_ups.py",
    "CODES": "contacts/challenge_store.py",
    "CODES_TO": "contacts/challenge_store.py",
    "DEAD_LETTERS": "core/stores/dead_letters.py",
    "DOUBTS": "core/stores/tallies.py",
    "INCIDENTS": "operations/incident_store.py",
    "JOBS": "core/stores/jobs.py",
    "JOURNAL": "core/stores/journal.py",
    "NOTICES": "planning/receipts.py",
    "RECEIPTS": "planning/receipts.py",
    "HASHED": "contacts/finding.py",
    "HASH_KEYS": "core/stores/hash_key.py",
    "MOVES": "core/stores/recipients.py",
    "RECIPIENTS": "core/stores/recipients.py",
    "REFUSALS": "core/gates/refusals.py",
    "STAFF_TASKS": "core/stores/staff_tasks.py",
    "STANDS": "core/stores/stands.py",
    "SUPPRESSIONS": "core/stores/suppressions.py",
    "TALLIES": "core/stores/tallies.py",
    "TEMPLATES": "templates/store.py",
    "TEMPLATE_VERSIONS": "templates/store.py",
    "COLLECTED_DIGESTS": "planning/digest_store.py",
    "UNPASSED": "core/stores/unpassed_receipts.py",
    "ENDPOINTS": "webhooks/endpoint_store.py",
    "WEBHOOKS": "webhooks/queue.py",
    "WEBHOOK_ATTEMPTS": "webhooks/attempts.py",
    "WEBHOOK_PLACES": "webhooks/following.py",
    "WEBHOOK_REPLAYS": "webhooks/replaying.py",
}
READERS = {
    ("ALERTS", "core/stores/journal.py"),  # deliveries by state: as planned, and as it came
    ("JOURNAL", "core/stores/tallies.py"),  # a campaign is counted anew by its journal
    ("RECIPIENTS", "campaigns/audience.py"),  # whom a campaign goes to
    ("RECIPIENTS", "core/stores/hash_key.py"),  # whether a release before had any
    ("ALERTS", "retention/assembly.py"),  # which have been kept for long enough
    ("STANDS", "campaigns/audience.py"),  # who is not live yet
    ("CAMPAIGNS", "operations/pulse.py"),
    ("CATCH_UPS", "operations/pulse.py"),
    ("DEAD_LETTERS", "operations/due_work.py"),
    ("JOBS", "operations/due_work.py"),
    ("ENDPOINTS", "operations/pulse.py"),
    ("JOBS", "operations/pulse.py"),
    ("STAFF_TASKS", "operations/due_work.py"),
    ("WEBHOOKS", "operations/due_work.py"),
    ("UNPASSED", "operations/pulse.py"),
}
DECLARES_SEALED = "core/stores/sealed.py"
"""Says which fields are sealed, and neither reads nor writes."""
READING = {"aggregate", "count_documents", "estimated_document_count", "find", "find_one"}
READING_FOR_US = {"self._sealing.opened", "Left", "aggregated", "find_by", "find_by_ids"}
"""What of infra.storage is given a collection to read."""


def names_in(source: str) -> set[str]:
    """The collections that a module imports the names of."""
    imports = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom))
    return {alias.name for one in imports if one.module == COLLECTIONS for alias in one.names}


def not_only_read(source: str, collection: str) -> list[int]:
    """The lines in which a module does more with a collection than to bind it, to call what reads
    it, or to name it in a list of what is looked at."""
    tree = ast.parse(source)
    bound = {ast.unparse(t) for a in _assigned(tree, collection) for t in a.targets}
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    uses = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and ast.unparse(n) in bound]
    writes = [n for n in uses if not isinstance(n.ctx, ast.Store) and not _reads(parents[n])]
    keys = [
        key
        for n in ast.walk(tree)
        if isinstance(n, ast.Dict)
        for key in n.keys
        if key is not None and ast.unparse(key) == collection
    ]
    handed = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and n.args and ast.unparse(n.args[0]) == collection
        if ast.unparse(n.func) not in READING_FOR_US
    ]
    unbound = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Attribute)
        and _is_collection(n.value, collection)
        and n.attr not in READING
    ]
    return sorted(n.lineno for n in (*writes, *keys, *handed, *unbound))


def _assigned(tree: ast.Module, collection: str) -> list[ast.Assign]:
    assigned = (n for n in ast.walk(tree) if isinstance(n, ast.Assign))
    return [one for one in assigned if _is_collection(one.value, collection)]


def _is_collection(node: ast.expr, collection: str) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node.slice) == collection


def _reads(user: ast.AST) -> bool:
    if isinstance(user, ast.Call):
        return ast.unparse(user.func) in READING_FOR_US
    return isinstance(user, ast.Attribute) and user.attr in READING


def test_a_collection_is_named_by_its_writer_and_by_those_who_read_it() -> None:
    named = {
        (collection, path.relative_to(NOTIFY).as_posix())
        for path in NOTIFY.rglob("*.py")
        if path != NOTIFY / DECLARES_SEALED
        for collection in names_in(path.read_text("utf-8")) - {"INDEXES"}
    }
    assert named == READERS | set(WRITERS.items())


@pytest.mark.parametrize(("collection", "reader"), sorted(READERS))
def test_who_reads_a_collection_writes_nothing_into_it(collection: str, reader: str) -> None:
    assert not_only_read((NOTIFY / reader).read_text("utf-8"), collection) == []


@pytest.mark.parametrize(
    "line",
    [
        "self._rows.update_one({}, {})",
        "insert_new(self._rows, [])",
        "rows = {JOBS: []}",
        "GuardedUpdate(JOBS, {}, {})",
        "db[JOBS].delete_many({})",
    ],
)
def test_a_planted_write_is_caught(line: str) -> None:
    planted = f"self._rows = db[JOBS]\nself._rows.find({{}})\n{line}\n"
    assert not_only_read(planted, "JOBS") == [3]
