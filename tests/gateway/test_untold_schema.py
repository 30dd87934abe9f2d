"""In production strangers are not told the schema, by no way and in no error."""

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query

from services.settings import Settings, load_settings
from tests.gateway.conftest import Gateway
from tests.gateway.test_subscriptions import following
from tests.unit.doctor.test_advice import WELL

NEARLY = {
    "a field": "{ plan { code } }",
    "a field deeper": "{ plans { codes } }",
    "an argument": '{ member(i: "m-1") { id } }',
    "a type": "{ plans { ...F } } fragment F on Plans { code }",
    "a directive": "{ plans @skipp(if: true) { code } }",
    "a value": "mutation { placeHold(input: {kind: STAF}) { __typename } }",
    "a variable": "query($a: String) { plans { code @skip(if: $b) } }",
    "an input": 'mutation { renew(input: {idempotencyKe: "a"}) { __typename } }',
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path, introspection=False)


def test_that_is_so_without_a_word_of_the_operator() -> None:
    assert load_settings(WELL).tells_its_schema is False
    assert load_settings({**WELL, "INTROSPECTION": "true"}).tells_its_schema is True


@pytest.mark.parametrize("asked", [get_introspection_query(), '{ __type(name: "Plan") { name } }'])
async def test_who_asks_for_it_is_refused(gateway: Gateway, asked: str) -> None:
    for role in (None, "member", "staff"):
        answer = await gateway.post(asked, role)
        assert not answer["data"]
        assert "introspection" in answer["errors"][0]["message"].lower()
    async with following(gateway, after="") as line:
        await line._send(type="subscribe", id="2", payload={"query": asked})
        refused: Any = await line.receive()
        assert (refused["type"], refused["id"]) == ("error", "2")


@pytest.mark.parametrize("nearly", NEARLY.values(), ids=NEARLY.keys())
async def test_no_error_says_what_may_have_been_meant(gateway: Gateway, nearly: str) -> None:
    answer = await gateway.post(nearly)
    assert answer["errors"]
    assert "did you mean" not in json.dumps(answer).lower()


@pytest.mark.parametrize("path", ["/graphql", "/graphql/schema"])
async def test_there_is_no_page_and_no_text_of_it(gateway: Gateway, path: str) -> None:
    async with gateway.session.get(gateway.url + path, headers={"accept": "text/html"}) as answer:
        assert answer.status == 404
