"""What the router of a supergraph asks of the subgraph, and what it is refused."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from graphql import get_named_type, print_type
from pydantic import SecretStr

from gateway.identity.viewer import Role, Viewer
from gateway.schema.__main__ import SUBGRAPH
from gateway.schema.basics.nodes import global_id
from gateway.schema.federation.entities import ENTITIES
from gateway.schema.federation.subgraph_sdl import LEFT_OUT, subgraph_sdl
from gateway.schema.root import build_schema, build_subgraph
from infra.process.movable_clock import MovableClock
from infra.settings import SettingsError
from services.membership.contract.queries import GetMembership
from services.settings import Settings
from tests.fakes.services import FakeApis
from tests.gateway.asked_operations import Asked
from tests.gateway.conftest import FakeSystem, Gateway, Stage
from tests.gateway.test_compiled import compiled, standard
from tests.gateway.worlds import context_of

KEY, OLD = "r" * 8 + "outer-key-of-the-supergraph", "the-key-that-the-router-had-before"
APPEAL = "AP-20261121-0001"
ENTITIES_ASKED = """query($them: [_Any!]!) { _entities(representations: $them) {
  __typename
  ... on Member { memberId profile { name } membership { status } }
  ... on Membership { plan { code } entitled }
  ... on Appeal { number state }
} }"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    keys = {"router_key": SecretStr(KEY), "router_key_old": SecretStr(OLD)}
    return Settings(var_dir=tmp_path, **keys)  # type: ignore[arg-type]  # the fields' own types


async def answered(
    gateway: Gateway,
    query: str,
    role: str | None = "member",
    *,
    key: str | None = KEY,
    language: str = "en",
    **variables: Any,
) -> tuple[int, dict[str, Any]]:
    """Status and answer of the subgraph, as a router asks for somebody."""
    headers = gateway.headers(role) | {"accept-language": language}
    headers |= {"router-key": key} if key is not None else {}
    body = {"query": query, "variables": variables}
    async with gateway.session.post(
        f"{gateway.url}/subgraph", json=body, headers=headers
    ) as response:
        return response.status, await response.json()


async def entities(
    gateway: Gateway, them: list[Any], role: str | None = "member"
) -> dict[str, Any]:
    _, answer = await answered(gateway, ENTITIES_ASKED, role, them=them)
    return answer


@pytest.mark.parametrize("key", [None, "", "wrong", KEY[:-1], f"{KEY}x", "密钥"])
@pytest.mark.parametrize("query", ["{ _service { sdl } }", "{ me { memberId } }"])
async def test_nobody_else_comes_in(gateway: Gateway, key: str | None, query: str) -> None:
    status, answer = await answered(gateway, query, "staff", key=key)
    assert status == 403
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN"}
    assert "ROUTER_KEY in the header router-key" in error["message"]
    assert gateway.apis.membership.reads == []


async def test_the_refusal_is_told_in_the_readers_language(gateway: Gateway) -> None:
    _, answer = await answered(gateway, "{ __typename }", key=None, language="zh-CN")
    assert answer["errors"][0]["message"].startswith("这里只供超图的路由器使用")


@pytest.mark.parametrize("key", [KEY, OLD])
async def test_a_router_reads_the_schema_of_the_subgraph(gateway: Gateway, key: str) -> None:
    status, answer = await answered(gateway, "{ _service { sdl } }", None, key=key)
    assert status == 200
    assert answer == {"data": {"_service": {"sdl": SUBGRAPH.read_text()}}}


async def test_without_a_key_of_a_router_there_is_no_subgraph(tmp_path: Path, stage: Stage) -> None:
    settings = Settings(var_dir=tmp_path)
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"))
    app = system.app()
    async with stage.showing(app) as url, aiohttp.ClientSession() as session:
        gateway = Gateway(url, system.apis, settings, session)
        for key in ("", KEY):
            headers = {"router-key": key}
            async with session.post(f"{url}/subgraph", json={}, headers=headers) as response:
                assert response.status == 404
        assert await gateway.code("{ _service { sdl } }") == "GRAPHQL_VALIDATION_FAILED"


async def test_clients_find_nothing_of_it_in_their_graph(gateway: Gateway) -> None:
    for asked in ("{ _service { sdl } }", "{ _entities(representations: []) { __typename } }"):
        assert await gateway.code(asked, "staff") == "GRAPHQL_VALIDATION_FAILED"


async def test_a_router_needs_no_introspection(tmp_path: Path, stage: Stage) -> None:
    settings = Settings(var_dir=tmp_path, router_key=SecretStr(KEY), introspection=False)
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"))
    app = system.app()
    async with stage.showing(app) as url, aiohttp.ClientSession() as session:
        gateway = Gateway(url, system.apis, settings, session)
        _, answer = await answered(gateway, "{ _service { sdl } }", None)
        assert answer["data"]["_service"]["sdl"] == SUBGRAPH.read_text()
        _, answer = await answered(gateway, "{ __schema { queryType { name } } }", None)
        assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


OWN = (
    {"__typename": "Member", "memberId": "m-1"},
    {"__typename": "Member", "id": global_id("Member", "m-1")},
    {"__typename": "Membership", "memberId": "m-1"},
    {"__typename": "Appeal", "number": APPEAL},
    {"__typename": "Appeal", "id": global_id("Appeal", APPEAL)},
)
MEMBER = {
    "__typename": "Member",
    "memberId": "m-1",
    "profile": {"name": "Li Lei"},
    "membership": {"status": "ACTIVE"},
}
MEMBERSHIP = {"__typename": "Membership", "plan": {"code": "gold"}, "entitled": True}
AN_APPEAL = {"__typename": "Appeal", "number": APPEAL, "state": "SUBMITTED"}


async def test_a_member_finds_what_is_the_members_own_by_every_key(gateway: Gateway) -> None:
    assert await entities(gateway, list(OWN)) == {
        "data": {"_entities": [MEMBER, MEMBER, MEMBERSHIP, AN_APPEAL, AN_APPEAL]}
    }
    tried = {(one["__typename"], *(set(one) - {"__typename"})) for one in OWN}
    assert tried == {(name, key) for name, one in ENTITIES.items() for key in one.keys}


FOREIGN = (
    {"__typename": "Member", "memberId": "m-2"},
    {"__typename": "Member", "id": global_id("Member", "m-2")},
    {"__typename": "Membership", "memberId": "m-2"},
    {"__typename": "Appeal", "number": "AP-20261121-9999"},
)
MALFORMED: tuple[Any, ...] = (
    "Member", 7, True, [], {},
    {"memberId": "m-1"},
    {"__typename": "Plan", "code": "gold"},
    {"__typename": ["Member"], "memberId": "m-1"},
    {"__typename": "Member"},
    {"__typename": "Member", "memberId": None},
    {"__typename": "Member", "memberId": ""},
    {"__typename": "Member", "memberId": True},
    {"__typename": "Member", "memberId": {"of": "m-1"}},
    {"__typename": "Member", "memberId": "m" * 513},
    {"__typename": "Member", "id": "m-1"},
    {"__typename": "Member", "id": global_id("Appeal", APPEAL)},
    {"__typename": "Membership", "id": global_id("Member", "m-1")},
)  # fmt: skip


@pytest.mark.parametrize(("them", "code"), [(FOREIGN, "NOT_FOUND"), (MALFORMED, "INVALID_INPUT")])
async def test_what_is_not_there_takes_nothing_else_along(
    gateway: Gateway, them: tuple[Any, ...], code: str
) -> None:
    answer = await entities(gateway, [OWN[0], *them, OWN[2]])
    assert answer["data"]["_entities"] == [MEMBER, *[None] * len(them), MEMBERSHIP]
    told = {tuple(error["path"]): error["extensions"] for error in answer["errors"]}
    extensions = {"code": code, "field": "representations"}
    assert told == {("_entities", place): extensions for place in range(1, len(them) + 1)}


async def test_each_is_told_how_to_mend_it(gateway: Gateway) -> None:
    answer = await entities(gateway, [{"__typename": "Plan"}, {"__typename": "Appeal"}])
    assert [error["message"] for error in answer["errors"]] == [
        "Here are entities of these types: Appeal, Member, Membership.",
        "Name each Appeal by a key of it: number, id.",
    ]


async def test_an_id_that_was_written_as_a_number_is_one(gateway: Gateway) -> None:
    answer = await entities(gateway, [{"__typename": "Member", "memberId": 42}], "staff")
    assert answer["data"]["_entities"][0]["memberId"] == "42"


@pytest.mark.parametrize(
    ("role", "code"),
    [(None, "UNAUTHENTICATED"), ("host", "FORBIDDEN"), ("partner", "FORBIDDEN")],
)
async def test_the_key_of_the_router_shows_nothing_of_anybody(
    gateway: Gateway, role: str | None, code: str
) -> None:
    answer = await entities(gateway, list(OWN), role)
    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    asked = [one for service in gateway.apis.all() for one in service.reads]
    assert not [one for one in asked if any(isinstance(query, GetMembership) for query in one)]


async def test_roots_are_for_whose_token_it_is_at_the_subgraph_as_well(gateway: Gateway) -> None:
    _, answer = await answered(gateway, '{ member(id: "m-2") { memberId } }', "member")
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    _, answer = await answered(gateway, "{ me { memberId } }", "member")
    assert answer == {"data": {"me": {"memberId": "m-1"}}}


async def test_a_hundred_cost_one_call_of_each_service(gateway: Gateway) -> None:
    members = [f"m-{number}" for number in range(50)]
    gateway.apis.membership.members |= set(members)
    them = [
        {"__typename": kind, "memberId": one}
        for one in members
        for kind in ("Member", "Membership")
    ]
    answer = await entities(gateway, them, "staff")
    assert len(answer["data"]["_entities"]) == 100
    assert "errors" not in answer
    membership, _, appeals, notify = gateway.apis.all()
    assert (len(membership.reads), len(notify.reads), len(appeals.reads)) == (2, 1, 0)
    assert [len(asked) for asked in membership.reads] == [50, 50]  # entities; then their fields


async def test_what_staff_see_through_a_router_is_kept(gateway: Gateway) -> None:
    await entities(gateway, [*OWN[:3], FOREIGN[0]], "staff")
    [(reader, read)] = gateway.apis.membership.kept
    assert (reader, read.field, read.members) == ("m-1", "_entities", ("m-1", "m-2"))
    assert "profile.name" in read.fields


async def test_too_many_are_refused_together(gateway: Gateway) -> None:
    query = "query($them: [_Any!]!) { _entities(representations: $them) { __typename } }"
    _, answer = await answered(gateway, query, them=[OWN[0]] * 1_000)
    assert len(answer["data"]["_entities"]) == 1_000
    _, answer = await answered(gateway, query, them=[OWN[0]] * 1_001)
    assert answer["errors"][0]["message"] == "Send at most 1000 of them at a time."
    assert answer["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_what_they_bring_counts_as_often_as_they_are(gateway: Gateway) -> None:
    query = """query($them: [_Any!]!) { _entities(representations: $them) {
      ... on Member { ledger(first: 100) { lines { at amount { amount } } } } } }"""
    _, answer = await answered(gateway, query, them=[OWN[0]] * 60)
    assert answer["errors"][0]["extensions"]["code"] == "TOO_COSTLY"


async def test_both_executors_answer_the_same() -> None:
    schema = build_subgraph()
    viewer = Viewer(role=Role.MEMBER, id="m-1")
    asked = Asked(ENTITIES_ASKED, {"them": [*OWN, *FOREIGN, *MALFORMED]})
    expected = await standard(asked, context_of(viewer), schema)
    found = await compiled(asked, context_of(viewer), schema)
    assert found == expected
    assert len(found.errors) == len(FOREIGN) + len(MALFORMED)


def test_the_supergraph_may_have_root_fields_of_another() -> None:
    whole, without = (subgraph_sdl(build_subgraph(), left) for left in ((), ("Query.me",)))
    assert "\n  me: Member\n" in whole
    assert "\n  me: Member\n" not in without
    assert "type Member implements Node" in without


def test_what_is_left_out_is_a_field_of_ours(tmp_path: Path) -> None:
    settings = Settings(
        var_dir=tmp_path, router_key=SecretStr(KEY), subgraph_leaves_out=("Query.you", "Query.me")
    )
    system = FakeSystem(settings, MovableClock(tmp_path / "clock"), FakeApis())
    with pytest.raises(SettingsError, match=r"SUBGRAPH_LEAVES_OUT: .* no root field Query\.you$"):
        system.app()


def test_fields_that_take_files_are_no_part_of_the_subgraph() -> None:
    """Routers send JSON."""
    mutations = build_schema()._schema.mutation_type
    assert mutations is not None
    with_files = {
        f"Mutation.{name}"
        for name, field in mutations.fields.items()
        if any("Upload" in print_type(get_named_type(one.type)) for one in field.args.values())
    }
    assert with_files == {one for one in LEFT_OUT if one.startswith("Mutation.")}
    assert "Upload" not in SUBGRAPH.read_text()
