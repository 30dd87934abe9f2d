"""Statements of reasons: of a membership, and of the entries of its timeline by one question."""

from services.membership.contract.queries import GetStatements
from tests.gateway.conftest import Gateway


async def test_a_timeline_asks_for_the_statements_of_its_entries_once(gateway: Gateway) -> None:
    ask = """{ me { membership { timeline(first: 4) { nodes {
        version statement { text { text } ground { kind plan } redress { kind } } } } } } }"""
    nodes = (await gateway.data(ask))["me"]["membership"]["timeline"]["nodes"]
    found = {node["version"]: node["statement"] for node in nodes}
    assert [version for version, statement in found.items() if statement] == [3]
    assert found[3]["ground"] == {"kind": "PLAN", "plan": "gold"}
    asked = [one for some in gateway.apis.membership.reads for one in some]
    assert [one for one in asked if isinstance(one, GetStatements)] == [
        GetStatements(member_id="m-1", versions=(1, 2, 3, 4), first=4)
    ]


async def test_statements_come_in_pages(gateway: Gateway) -> None:
    ask = """query($after: String) { me { membership { statements(first: 1, after: $after) {
        totalCount nodes { eventId transparency } pageInfo { endCursor } } } } }"""
    page = (await gateway.data(ask))["me"]["membership"]["statements"]
    assert (page["totalCount"], page["nodes"][0]["eventId"]) == (1, "m-1:3")
    after = page["pageInfo"]["endCursor"]
    assert (await gateway.data(ask, after=after))["me"]["membership"]["statements"]["nodes"] == []


async def test_an_explanation_without_a_loss_has_none(gateway: Gateway) -> None:
    ask = "{ me { membership { explanation { statement { eventId } } } } }"
    assert (await gateway.data(ask))["me"]["membership"]["explanation"]["statement"] is None
