"""What a record says to whoever may read it, and its hash. The fields are documented (in
docs/case-file.md) and settled: a hash given once is one that can be worked out for ever. Personal
data (addresses, labels of devices) is not among them, so it can be erased and the hash stays."""

from typing import Any

import msgspec

from services.membership.contract.case_records import sha256_of
from services.membership.domain.aggregate.catalog import ClauseVersion, PlanVersion
from services.membership.domain.aggregate.evidence import Login, Order, Payment, ReportedRefund

Recorded = Payment | Order | Login | ReportedRefund

_KINDS: dict[type[Recorded], str] = {
    Payment: "PAYMENT",
    Order: "ORDER",
    Login: "LOGIN",
    ReportedRefund: "REFUND",
}
_FIELDS: dict[type[Recorded], tuple[str, ...]] = {
    Payment: (
        "order_id", "member_id", "amount", "paid_at", "recorded_at", "purpose", "pays_from",
        "imported",
    ),
    Order: ("order_id", "member_id", "at", "full_price", "paid_price"),
    ReportedRefund: (
        "refund_id", "order_id", "member_id", "amount", "kind", "refunded_at", "recorded_at",
    ),
    Login: ("login_id", "member_id", "at", "device_id", "known", "passed_second_factor"),
}  # fmt: skip


def kind_of(record: Recorded) -> str:
    return _KINDS[type(record)]


def facts_of(record: Recorded) -> dict[str, Any]:
    said = {name: getattr(record, name) for name in _FIELDS[type(record)]}
    return _plain({"record": kind_of(record), **said})


def hash_of(record: Recorded) -> str:
    return sha256_of(facts_of(record))


def facts_of_clause(item: ClauseVersion) -> dict[str, Any]:
    """With the text that was published. `event_hash`: of its event in the clause's history."""
    names = (
        "clause", "version", "title", "text", "parameters", "published_at", "effective_at",
        "adverse",
    )  # fmt: skip
    said = {name: getattr(item, name) for name in names}
    return _plain({"record": "CLAUSE", **said, "event_hash": item.hash})


def facts_of_plan(item: PlanVersion) -> dict[str, Any]:
    """With everything that it gave and cost. `event_hash`: of its event in the plan's history."""
    names = ("version", "plan", "published_at", "effective_at", "adverse")
    said = {name: getattr(item, name) for name in names}
    return _plain({"record": "PLAN", **said, "event_hash": item.hash})


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """As JSON has it, times as RFC 3339."""
    plain: dict[str, Any] = msgspec.to_builtins(facts)
    return plain
