"""Templates of answers: what could not be said of some appeal is refused when it is saved."""

from typing import Any

import pytest

from infra.kernel.errors import InvalidInput
from infra.kernel.text import LocalText
from services.appeals.answers.domain.facts import facts_of
from services.appeals.answers.domain.saying import VARIABLES, check, check_text, say
from services.appeals.contract.words import Verdict
from services.membership.contract.words import Cause
from tests.unit.appeals.people import ANNA, DAY, NOON, an_appeal

TITLE = LocalText(zh="付款晚到", en="Late payment")
TEXT = LocalText(
    zh="您好，申诉{{ number }}：{% if lost_at %}会员于{{ lost_at|when }}失效，{% endif %}"
    "{% if cause == 'SYNC_DELAY' %}付款没有及时入账{% else %}我们正在核实{% endif %}。"
    "——{{ reviewer }}",
    en="Hello, appeal {{ number }}: "
    "{% if lost_at %}the membership ended on {{ lost_at|when }}; {% endif %}"
    "{% if cause == 'SYNC_DELAY' %}a payment came late{% else %}we look into it{% endif %}. "
    "{{ reviewer }}",
)


def test_it_says_both_languages_by_the_members_clock() -> None:
    check("late-payment", TITLE, TEXT)
    said = say(TEXT, facts_of(an_appeal(), ANNA), "Asia/Shanghai")
    assert said.zh == (
        "您好，申诉AP-20261121-0001：会员于2026年11月16日20:00失效，付款没有及时入账。——Anna"
    )
    assert said.en == (
        "Hello, appeal AP-20261121-0001: the membership ended on 16 November 2026, 20:00; "
        "a payment came late. Anna"
    )


def test_what_is_being_written_settles_what_it_speaks_of() -> None:
    facts = facts_of(
        an_appeal(), ANNA, answer_until=NOON + 3 * DAY, verdict=Verdict.PARTLY, cause=Cause.LAPSED
    )
    assert (facts.answer_until, facts.verdict) == (NOON + 3 * DAY, Verdict.PARTLY)
    assert facts.cause is Cause.LAPSED
    assert facts_of(an_appeal(), ANNA).cause is Cause.SYNC_DELAY


@pytest.mark.parametrize(
    "source",
    [
        "{{ lost_at|when }}",  # it may be missing
        "{{ submitted_at }}",  # a time as a program writes it
        "{{ cause }}",  # a word as a program writes it
        "{{ member_id }}",
        "{{ number.__class__ }}",
        "{% for x in number %}{{ x }}{% endfor %}",
        "{{ number * 9999 }}",
        "{{ locale }}",
        "{% if verdict == 'UPHELD' %}Yes.{% endif %}",  # of all others nothing
        "{{ 'x'|map }}",
        "{% if %}",
        "Call +8613800138000.",
        "  ",
        "x" * 2001,
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_could_not_be_said_is_refused_and_names_the_language(
    source: str, language: str
) -> None:
    sources: dict[str, Any] = {"zh": "您好。", "en": "Hello.", language: source}
    with pytest.raises(InvalidInput) as refused:
        check_text(LocalText(**sources))
    assert refused.value.field == f"text.{language}"


@pytest.mark.parametrize(
    ("code", "title", "field"),
    [
        ("Late", TITLE, "code"),
        ("late/1", TITLE, "code"),
        ("", TITLE, "code"),
        ("late", LocalText(zh="", en="Late"), "title.zh"),
        ("late", LocalText(zh="晚", en="Two\nlines"), "title.en"),
    ],
)
def test_a_name_is_one_that_can_be_called(code: str, title: LocalText, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(code, title, TEXT)
    assert refused.value.field == field


def test_what_a_text_may_speak_of_is_listed_with_what_it_is() -> None:
    listed = dict(VARIABLES)
    assert listed["submitted_at"] == "time"
    assert listed["lost_at"] == "time, may be missing"
    assert listed["verdict"] == "word: UPHELD, PARTLY, REJECTED, may be missing"
