"""What is different between two versions of a case file."""

import msgspec

from services.appeals.case.domain.alerts import case_alert
from services.appeals.case.domain.difference import difference
from services.appeals.contract.case_views import AppealCaseFile, EntryRef
from services.appeals.domain.case.case_file import case_file_of
from services.membership.contract.case_records import CaseRecord
from tests.fakes.membership import case_file, record
from tests.fakes.told import alert
from tests.unit.appeals.people import DAY, LOST_AT, MEMBER, NOON


def file(*records: CaseRecord, cost: int = 0, received: bool = True) -> AppealCaseFile:
    bare = case_file(MEMBER.id, NOON, lost_at=LOST_AT)
    now = msgspec.structs.replace(bare.explanation, at=NOON + cost * DAY, money_lost=cost)
    told = case_alert(alert("a-1", MEMBER.id, LOST_AT, received=received))
    with_records = msgspec.structs.replace(bare, evidence=records, explanation_now=now)
    return case_file_of(with_records, (told,))


def ref(kind: str, id: str) -> EntryRef:
    return EntryRef(kind=kind, id=id)


def test_entries_are_told_apart_by_their_hash() -> None:
    kept, changed = record("o-1", NOON, paid=1), record("o-2", NOON, paid=2)
    before = file(kept, changed, record("o-3", NOON, paid=3))
    after = file(kept, record("o-2", NOON, paid=20), record("o-4", NOON, paid=4), cost=5)
    found = difference(before, after)
    assert found.since == 1
    assert found.added == (ref("ORDER", "o-4"),)
    assert set(found.changed) == {ref("ORDER", "o-2"), ref("EXPLANATION", "NOW")}
    assert found.gone == (ref("ORDER", "o-3"),)


def test_a_receipt_changes_an_alert() -> None:
    found = difference(file(received=False), file())
    assert (found.added, found.changed, found.gone) == ((), (ref("ALERT", "a-1"),), ())


def test_when_it_was_gathered_is_no_difference() -> None:
    one = file(record("o-1", NOON, paid=1))
    assert difference(one, msgspec.structs.replace(one, gathered_at=NOON + DAY)).nothing


def test_what_an_older_file_could_not_prove_is_not_called_changed() -> None:
    older = msgspec.structs.replace(record("o-1", NOON, paid=1), hash="", facts={})
    assert difference(file(older), file(record("o-1", NOON, paid=1))).nothing
