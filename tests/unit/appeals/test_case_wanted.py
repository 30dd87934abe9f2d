"""When an appeal wants something of its case file."""

from msgspec.structs import replace

from services.appeals.contract.case_views import CasePart
from services.appeals.contract.commands import ReplyToAppeal, WithdrawAppeal
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.decide import decide
from services.appeals.domain.due import MOST_CASE_VERSIONS, wants_case_file
from tests.unit.appeals.people import HOUR, MEMBER, NOON, NUMBER, an_appeal, opened


def replied(appeal: Appeal, *orders: str) -> Appeal:
    command = ReplyToAppeal(number=NUMBER, text="And this.", orders=orders)
    return decide(appeal, command, MEMBER, NOON + HOUR).appeal


def test_one_that_has_all_wants_nothing() -> None:
    assert not wants_case_file(an_appeal())
    assert not wants_case_file(replied(an_appeal()))


def test_it_wants_what_is_missing_and_orders_that_were_not_looked_up() -> None:
    assert wants_case_file(opened(with_case=False).appeal)
    assert wants_case_file(replace(an_appeal(), case_missing=(CasePart.ALERTS,)))
    assert wants_case_file(replied(an_appeal(), "O-2"))


def test_one_that_is_over_wants_nothing_more() -> None:
    over = decide(replied(an_appeal(), "O-2"), WithdrawAppeal(number=NUMBER), MEMBER, NOON + HOUR)
    assert not wants_case_file(over.appeal)


def test_so_many_versions_are_enough() -> None:
    many = replace(replied(an_appeal(), "O-2"), case_version=MOST_CASE_VERSIONS)
    assert not wants_case_file(many)
