"""What standards and cursors say is meant to the letter, on a real system."""

import pytest

from gateway.request.accept import GRAPHQL_RESPONSE, JSON
from tests.flows.conftest import System
from tests.flows.edge import Edge

pytestmark = pytest.mark.systems("separate")
TWO = "query A { plans { code } } mutation B { cancel(input: {}) { __typename } }"


async def test_the_operation_that_is_meant_is_named(system: System, edge: Edge) -> None:
    async with await system.new_member() as member:
        token = member.client.token
        assert await edge.codes(TWO, token=token) == ["OPERATION_NAME_REQUIRED"]
        assert await edge.codes(TWO, token=token, operationName="C") == ["UNKNOWN_OPERATION"]
        turned = "mutation B { setAutoRenew(input: {on: true}) { __typename } } query A { plans"
        turned += " { code } }"
        assert await edge.codes(turned, token=token) == ["OPERATION_NAME_REQUIRED"]
        assert (await member.membership())["autoRenew"] is False, "the first one did not run"
        _, answer = await edge.ask(turned, token=token, operationName="A")
        assert list(answer["data"]) == ["plans"]


async def test_errors_of_variables_carry_a_code(edge: Edge) -> None:
    number = "query($n: Int) { me { alerts(first: $n) { totalCount } } }"
    assert await edge.codes(number, variables={"n": "many"}) == ["INVALID_VARIABLES"]
    needed = "mutation($i: RenewInput!) { renew(input: $i) { __typename } }"
    assert await edge.codes(needed) == ["INVALID_VARIABLES"]


async def test_cursors_and_ids_are_read_to_the_letter(system: System, edge: Edge) -> None:
    async with await system.new_member() as member:
        token = member.client.token
        alerts = "query($after: String) { me { alerts(after: $after) { totalCount } } }"
        for after in ("alert-1", "WyJhbGVydHMiLCJub25zZW5zZSIsMF0"):
            _, answer = await edge.ask(alerts, token=token, variables={"after": after})
            [error] = answer["errors"]
            assert error["extensions"] == {"code": "INVALID_INPUT", "field": "after"}
        id = (await member.ask("id"))["id"]
        node = "query($id: ID!) { node(id: $id) { id } }"
        _, answer = await edge.ask(node, token=token, variables={"id": id})
        assert answer["data"] == {"node": {"id": id}}
        _, answer = await edge.ask(node, token=token, variables={"id": id + "AAAA"})
        assert answer["data"] == {"node": None}
        for behind in ("=", "!", " "):
            _, answer = await edge.ask(node, token=token, variables={"id": id + behind})
            [error] = answer["errors"]
            assert error["extensions"] == {"code": "INVALID_INPUT", "field": "id"}, behind


async def test_every_answer_says_what_may_be_done_with_it(system: System, edge: Edge) -> None:
    for path in ("/graphql?query={plans{code}}", "/graphql", "/healthz", "/nothing"):
        async with edge.session.get(system.gateway + path) as answer:
            assert answer.headers["x-content-type-options"] == "nosniff", path
            assert answer.headers["cache-control"] == "no-store", path
            assert "server" not in answer.headers, path
    query = {"query": "{ plans { code } }"}
    async with edge.session.head(f"{system.gateway}/graphql", params=query) as head:
        assert (head.status, await head.read()) == (200, b"")
    async with edge.session.get(f"{system.gateway}/graphql", params=query) as whole:
        assert whole.headers["content-length"] == head.headers["content-length"] != "0"
    for path in ("/graphql/", "/healthz/", "//evil.example/graphql"):
        for host, status in {"localhost": 404, "evil.example": 421}.items():
            async with edge.session.get(
                system.gateway + path, headers={"host": host}, allow_redirects=False
            ) as answer:
                assert "location" not in answer.headers, path
                assert answer.status == status or path == "/healthz/", path


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (f"{GRAPHQL_RESPONSE};q=0.5, {JSON}", JSON),
        (f"{JSON};q=0.5, {GRAPHQL_RESPONSE}", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, */*", JSON),
    ],
)
async def test_the_media_type_follows_the_weights(edge: Edge, accept: str, given: str) -> None:
    answer, _ = await edge.ask("{ plans { code } }", accept=accept)
    assert answer.headers["content-type"].split(";")[0] == given
