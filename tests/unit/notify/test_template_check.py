"""A template that could not be sent is refused when it is saved, with what to mend."""

import contextlib
import time
from itertools import product
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.kernel.errors import InvalidInput
from services.notify.contract.templates import PhraseSources
from services.notify.core.rules.segments import segments
from services.notify.core.rules.template_names import LANGUAGES, SHIPPED, VersionName
from services.notify.templates.check import TemplateCheck
from services.notify.templates.domain.sample_alerts import sample_alert, samples_of, variations_of
from services.notify.templates.domain.variables import EVENT_TYPES, PHRASES
from services.notify.templates.renderer import Templates
from services.shared.placeholders import LONGEST_SOURCE

TEMPLATES = Templates("Reinstate", "CNY")
CHECK = TemplateCheck(TEMPLATES)
EXPIRED = TEMPLATES.sources(VersionName("MembershipExpired", "en", SHIPPED))


def refused(event_type: str = "MembershipExpired", **phrases: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        CHECK.check(event_type, "en", msgspec.structs.replace(EXPIRED, **phrases))
    return caught.value


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_shipped_template_could_be_saved(event_type: str) -> None:
    for language in LANGUAGES:
        shipped = VersionName(event_type, language, SHIPPED)
        CHECK.check(event_type, language, TEMPLATES.sources(shipped))


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_sample_of_every_template_fits_two_segments(event_type: str) -> None:
    samples = (*samples_of(event_type), *variations_of(event_type))
    for sample, language in product(samples, LANGUAGES):
        alert = sample_alert(event_type, language, sample)
        phrases = TEMPLATES.phrases(alert, alert.facts, language)
        assert segments(TEMPLATES.sms(phrases, language)) <= 2


def test_a_syntax_error_names_phrase_and_line() -> None:
    error = refused(why="It ended.\n{% if price %}Pay.")
    assert (error.field, error.details["line"]) == ("why", 2)
    assert "endif" in error.message


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ prise|money }}", "the variable prise, which does not exist here; did you mean price?"),
        ("{{ price|mony }}", "the filter mony, which does not exist here; did you mean money?"),
        ("{% if plan is callable %}x{% endif %}", "There are: ahead, defined, none"),
        ("{{ event.nothing }}", "the field nothing"),
        ("{{ plan.upper }}", "asks for .upper of a single value"),
        ("{{ time_zone }}", "the variable time_zone"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(source: str, says: str) -> None:
    error = refused(what=source)
    assert error.field == "what"
    assert says in error.message


def test_the_event_decides_which_variables_there_are() -> None:
    error = refused(what="{{ hold.kind|word }}")
    allowed = error.details["allowed"]
    assert isinstance(allowed, list)
    assert {"price", "grace_until", "auto_renew"} <= set(allowed)
    assert "hold.kind" not in allowed
    said = dict.fromkeys(("title", "what", "why", "next"), "{{ hold.kind }}")
    CHECK.check("HoldPlaced", "en", PhraseSources(**said))


def test_a_branch_that_no_sample_takes_is_read_too() -> None:
    assert refused(why="{% if price == 1 %}{{ nothing }}{% endif %}Why").field == "why"


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ range(9) }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ plan['upper']() }}",
        "{{ event|attr('__class__') }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set x = 'y' %}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% extends 'x' %}",
        "{% block b %}{% endblock %}",
        "{% filter upper %}x{% endfilter %}",
        "{% call x() %}{% endcall %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% endset %}{% set next %}",
        "{% raw %}",
        "{# never closed",
        "{{" + "(" * 900 + "1" + ")" * 900 + "}}",
        "{{ not " + "not " * 400 + "plan }}",
        "{{ plan|trim" + "|trim" * 350 + " }}",
        "x" * (LONGEST_SOURCE + 1),
        "\x00",
    ],
)
def test_nothing_can_loop_grow_or_reach_out(source: str) -> None:
    began = time.process_time()
    assert refused(detail=source).field == "detail"
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ undo_until|when }}", "it is missing; write {% if … %} around what may be missing"),
        ("{{ undo_until }}", "it is missing"),
        ("{{ price }}{{ last_login_at }}", "a time is written with |when, |zoned or |day"),
        ("{{ to_plan|money }}", "is no number"),
        ("{{ price|word }}", "there is no word for 199000"),
        ("{{ price|money(2) }}", "gives the filter money an argument"),
        ("{{ price + to_plan }}", "unsupported operand"),
        ("{{ benefits_after }}", "cannot be printed"),
    ],
)
def test_every_sample_has_to_render(source: str, says: str) -> None:
    error = refused("MembershipDowngraded", title="T", what="W", why=source, next="N")
    assert error.field == "why"
    assert says in error.message
    assert "with " in error.message or "line 1" in error.message


def test_what_may_be_missing_has_to_be_asked_for() -> None:
    """No sample of a taken appeal lacks the promise, but its type allows it."""
    said = {"title": "T", "why": "Y", "next": "N"}
    with pytest.raises(InvalidInput, match="promised_at=none"):
        CHECK.check("AppealTaken", "en", PhraseSources(what="{{ promised_at|when }}", **said))
    asked = "Soon{% if promised_at %}: {{ promised_at|when }}{% endif %}."
    CHECK.check("AppealTaken", "en", PhraseSources(what=asked, **said))


def test_a_message_says_something_in_every_phrase_but_detail() -> None:
    for phrase in PHRASES:
        if phrase != "detail":
            error = refused(**{phrase: "{% if price == 1 %}x{% endif %}"})
            assert error.field == phrase
            assert "empty" in error.message


def test_a_title_is_one_line() -> None:
    assert refused(title="Expired\nBcc: x@example.com").field == "title"
    assert refused(title="x" * 201).field == "title"


def test_an_sms_has_at_most_two_segments() -> None:
    error = refused(what="It ended. " * 40)
    assert error.field == "what"
    assert "3 segments" in error.message or "4 segments" in error.message
    assert "GSM-7" in error.message
    assert "UCS-2" in refused(what="会员" * 70).message


PIECES = st.sampled_from(
    [
        *("{{ ", " }}", "{% if ", " %}", "{% endif %}", "{% else %}", "{% raw %}", "{% endraw %}"),
        *("{% endset %}", "{% set x %}", "{#", "#}", "{{ price|money }}", "{{ plan|plan }}"),
        *("price", "plan", "grace_until", "event", "auto_renew", ".plan", "|when", "|default(1)"),
        *(
            " ~ ",
            " + ",
            " == ",
            " in ",
            "(",
            ")",
            "[",
            "]",
            "'",
            '"',
            "x",
            "会员",
            "\n",
            "-%}",
            "{%-",
        ),
    ]
)


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_whatever_is_saved_can_be_sent(what: str, detail: str) -> None:
    sources = msgspec.structs.replace(EXPIRED, what=what, detail=detail)
    with contextlib.suppress(InvalidInput):
        CHECK.check("MembershipExpired", "en", sources)
        for sample in (*samples_of("MembershipExpired"), *variations_of("MembershipExpired")):
            alert = sample_alert("MembershipExpired", "en", sample)
            name = VersionName("MembershipExpired", "en", 1)
            phrases = TEMPLATES.said(
                name, sources, alert, alert.facts, every_year=False, now=alert.at
            )
            assert phrases.what
            assert phrases.next == TEMPLATES.phrases(alert, alert.facts, "en").next


def test_the_operators_page_names_every_filter_and_phrase() -> None:
    page = Path("docs/templates.md").read_text()
    for word in (*TEMPLATES.filters("en"), *PHRASES):
        assert f"`{word}`" in page
    assert f"{LONGEST_SOURCE:,} characters" in page
