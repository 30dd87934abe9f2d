"""Which media type and which language a client gets."""

import pytest

from gateway.request.accept import GRAPHQL_RESPONSE, JSON, language, media_type, names


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON ; charset=utf-8", JSON),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json", GRAPHQL_RESPONSE),
        (f"application/json, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.5, application/json", JSON),
        (f"application/json ; q=0.9, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, */*", JSON),
        ("application/json;q=0, */*;q=0.1", GRAPHQL_RESPONSE),
        ("text/html, */*;q=0.8", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=much", None),
        ("application/json;q=nan", None),
    ],
)
def test_the_media_type_follows_the_weights(header: str | None, answer: str | None) -> None:
    assert media_type(header) == answer


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("", ""),
        ("en", "en"),
        ("de, en-GB;q=0.8, zh;q=0.9", "zh"),
        ("zh-CN; q=0.2, en; q=0.3", "en"),
        ("zh, en", "zh"),
        ("en;q=0", ""),
        ("en;q=0, zh;q=0.1", "zh"),
    ],
)
def test_the_language_follows_the_weights(header: str, answer: str) -> None:
    assert language(header) == answer


def test_a_page_is_for_who_names_it() -> None:
    assert names("text/html", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert not names("text/html", "*/*")
    assert not names("text/html", "text/html;q=0")
