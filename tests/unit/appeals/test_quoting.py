"""What stands beside a message is of this case."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from infra.kernel.errors import InvalidInput
from infra.kernel.text import LocalText
from services.appeals.contract.evidence import MediaType
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.contract.quotes import Quote, Reference
from services.appeals.domain.case.quoting import quoted
from services.membership.contract.case_records import CaseRecord
from tests.fakes.membership import case_file
from tests.unit.appeals.people import LOST_AT, MEMBER, NOON, an_appeal

SAYS = LocalText(zh="付款 30 元", en="A payment of 30")
PAYMENT = CaseRecord(kind="PAYMENT", id="o-1", at=LOST_AT, says=SAYS, hash="ab" * 32)
ORDER = CaseRecord(kind="ORDER", id="o-1", at=NOON - timedelta(days=9), says=SAYS, hash="cd" * 32)
FILE = replace(case_file(MEMBER.id, NOON, lost_at=LOST_AT), evidence=(PAYMENT, ORDER))
APPEAL = replace(
    an_appeal(),
    files=(KeptFile(id="f-1", media_type=MediaType.PNG, size=9, sha256="ef" * 32),),
)


def ref(kind: str, id: str) -> Reference:
    return Reference(kind=kind, id=id)


def test_records_and_files_of_the_case_are_quoted_as_they_are() -> None:
    wanted = [ref("FILE", "f-1"), ref("PAYMENT", "o-1"), ref("FILE", "f-1")]
    assert quoted(wanted, APPEAL, FILE) == (
        Quote(
            kind="FILE",
            id="f-1",
            at=None,
            says=LocalText(zh="文件（image/png）", en="A file (image/png)"),
            hash="ef" * 32,
        ),
        Quote(kind="PAYMENT", id="o-1", at=LOST_AT, says=SAYS, hash="ab" * 32),
    )


def test_two_kinds_with_one_id_are_two() -> None:
    [order] = quoted([ref("ORDER", "o-1")], APPEAL, FILE)
    assert order.hash == "cd" * 32


@pytest.mark.parametrize("one", [ref("PAYMENT", "o-2"), ref("LOGIN", "o-1"), ref("FILE", "f-2")])
def test_what_the_case_does_not_have_is_refused_by_name(one: Reference) -> None:
    with pytest.raises(InvalidInput, match=f"does not have {one.kind} {one.id}") as refused:
        quoted([ref("PAYMENT", "o-1"), one], APPEAL, FILE)
    assert refused.value.field == "quotes"
    with pytest.raises(InvalidInput):
        quoted([ref("PAYMENT", "o-1")], APPEAL, None)


def test_nobody_quotes_the_whole_case() -> None:
    with pytest.raises(InvalidInput, match="at most 20"):
        quoted([ref("PAYMENT", f"o-{n}") for n in range(21)], APPEAL, FILE)
