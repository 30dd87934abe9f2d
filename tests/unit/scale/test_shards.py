"""Sharding fits the indexes, which say what is asked for: each index is used by the shard key, or
somebody has said why every shard may be asked."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.doctor.cli import laid_by
from services.settings import load_settings
from tests.bench.scale.shards import HASHED, KEYS, SCATTERED, WHOLE

SMALL = {
    "membership.sequence", "membership.positions", "membership.leases", "membership.sessions",
    "membership.sealing_progress", "membership.clauses", "membership.clause_histories",
    "membership.accepted_plans", "membership.state_shapes", "membership.partners",
    "membership.partner_contacts", "membership.partner_key_uses", "membership.plan_versions",
    "membership.plan_retirements", "membership.plan_catalogue", "membership.plan_histories",
    "membership.plan_drafts", "membership.clause_drafts", "membership.plan_wakings",
    "membership.staff_reads", "membership.staff_searches", "membership.labelled",
    "membership.breaker_forecasts", "membership.breaker_windows", "membership.breaker_waiting",
    "membership.breaker_trips", "membership.breaker_incidents", "membership.corrections",
    "membership.corrections_tried", "membership.exports", "membership.export_pieces",
    "membership.integrity_incidents", "membership.retention", "notify.sequence",
    "notify.positions", "notify.leases", "notify.sessions", "notify.sealing_progress",
    "notify.hash_keys", "notify.unpassed_receipts", "notify.staff_tasks", "notify.dead_letters",
    "notify.campaigns", "notify.campaign_tallies", "notify.campaign_doubts", "notify.codes",
    "notify.codes_to", "notify.moved_addresses", "notify.suppressions", "notify.catch_ups",
    "notify.digest_trays", "notify.templates", "notify.template_versions", "notify.refusals",
    "notify.incidents", "notify.webhook_endpoints", "notify.webhook_replays",
    "notify.webhook_places", "notify.retention",
}  # fmt: skip
"""Of the operator, of staff and partners, or of what is under way: no more of them by members."""


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """As each service lays them down, by collection."""
    folder = str(tmp_path_factory.mktemp("laid"))
    laid = asyncio.run(laid_by(load_settings({"VAR_DIR": folder})))
    return {
        f"{service}.{collection}": [dict(model.document) for model in models]
        for service, collections in laid.items()
        for collection, models in collections.items()
        if service not in WHOLE
    }


def test_every_collection_is_sharded_or_small(indexes: Mapping[str, Any]) -> None:
    assert not KEYS.keys() & SMALL
    assert KEYS.keys() | SMALL == indexes.keys()


def test_every_index_goes_by_the_key_or_says_why_not(indexes: Mapping[str, Any]) -> None:
    asked_everywhere = {
        collection: first
        for collection, some in indexes.items()
        if collection in KEYS
        if (first := {_first(one) for one in some} - {KEYS[collection].field, "_id"})
    }
    assert asked_everywhere == {name: set(reasons) for name, reasons in SCATTERED.items()}


def test_what_is_unique_begins_with_the_key(indexes: Mapping[str, Any]) -> None:
    """MongoDB keeps apart only what lies on one shard."""
    unique = list(_unique(indexes))
    assert unique
    for collection, index in unique:
        assert _first(index) == KEYS[collection].field
        assert KEYS[collection].how != HASHED, "a hashed index is never unique"


def test_a_row_lies_where_its_id_leads_or_beside_its_like() -> None:
    """Where the key is another than the id, one id belongs to one value of the key: an event to its
    member, an entry of the journal to its alert, an attempt to its delivery."""
    assert {name for name, key in KEYS.items() if key.field != "_id"} == {
        *("membership.events", "notify.events", "membership.outbox", "notify.outbox"),
        *("notify.journal", "notify.webhook_attempts"),
    }


def _unique(indexes: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for collection, some in indexes.items():
        for index in some:
            if index.get("unique") and collection in KEYS:
                yield collection, index


def _first(index: Mapping[str, Any]) -> str:
    return str(next(iter(index["key"])))
