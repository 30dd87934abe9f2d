"""What is different between two versions of a case file, entry by entry."""

from collections.abc import Iterator, Mapping

from services.appeals.contract.case_views import AppealCaseFile, CaseDifference, EntryRef
from services.membership.contract.case_records import NamedOrder, sha256_of
from services.membership.contract.explanations import Explanation

Marks = Mapping[EntryRef, str]
"""What tells an entry from another one of its id: its hash. Empty where an older file has none that
could be compared."""


def difference(before: AppealCaseFile, after: AppealCaseFile) -> CaseDifference:
    old, new = dict(_marks(before)), dict(_marks(after))
    return CaseDifference(
        since=before.version,
        added=tuple(one for one in new if one not in old),
        changed=tuple(one for one in new if one in old and _differ(old[one], new[one])),
        gone=tuple(one for one in old if one not in new),
    )


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _marks(file: AppealCaseFile) -> Iterator[tuple[EntryRef, str]]:
    yield EntryRef(kind="EXPLANATION", id="AT_LOSS"), _mark_of(file.explanation)
    if file.explanation_now is not None:
        yield EntryRef(kind="EXPLANATION", id="NOW"), _mark_of(file.explanation_now)
    for event in file.timeline:
        yield EntryRef(kind="EVENT", id=event.id), event.hash
    for record in file.evidence:
        yield EntryRef(kind=record.kind, id=record.id), record.hash if record.facts else ""
    for alert in file.alerts:
        yield EntryRef(kind="ALERT", id=alert.id), alert.hash
    for place, order in enumerate(file.named_orders, start=1):
        yield EntryRef(kind="NAMED_ORDER", id=str(place)), _mark_of_order(order)


def _mark_of(explanation: Explanation) -> str:
    """Of what it comes to: not its sentences, nor when it was asked for."""
    names = ("entitled", "cause", "responsible", "certainty", "lost_at", "money_lost", "rules")
    return sha256_of({name: getattr(explanation, name) for name in names})


def _mark_of_order(order: NamedOrder) -> str:
    return sha256_of({"match": order.match, "id": order.id, "hash": order.hash})
