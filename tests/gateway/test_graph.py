"""The graph over fakes: what each reads, and in how many calls."""

import pytest

from services.membership.contract import queries
from tests.gateway.conftest import Gateway

EVERYTHING = """
{ plans { code }
  me {
    profile { name language }
    balance { amount currency formatted }
    preferences { topic }
    membership {
      status period { end } plan { name { text zh } price { formatted } }
      explanation { summary { text } rules }
      timeline(first: 2) { totalCount edges { cursor node { version } } pageInfo { hasNextPage } }
      asOf(at: "2026-11-02T00:00:00+08:00") { status explanation { at } }
    }
    ledger { balance { amount } }
    clauses { current { clause } }
    record { holds }
    appeals { totalCount nodes { number } }
    alerts { nodes { title { text(language: ZH) } deliveries { state } } }
  }
}
"""


async def test_one_request_reads_three_services(gateway: Gateway) -> None:
    data = await gateway.data(EVERYTHING)
    me = data["me"]
    assert me["profile"] == {"name": "Li Lei", "language": "ZH"}
    assert me["balance"] == {"amount": 123456, "currency": "CNY", "formatted": "¥1,234.56"}
    assert me["membership"]["plan"]["name"] == {"text": "Gold", "zh": "黄金会员"}
    assert me["membership"]["asOf"]["explanation"]["at"] == "2026-11-01T16:00:00.000Z"
    assert me["membership"]["timeline"]["pageInfo"]["hasNextPage"] is True
    assert me["alerts"]["nodes"][0]["title"]["text"] == "中文 Expired"


async def test_a_level_costs_at_most_one_call_for_each_service(gateway: Gateway) -> None:
    await gateway.data(EVERYTHING)
    membership, _, appeals, notify = gateway.apis.all()
    assert len(membership.reads) == 3  # the member's fields, the membership's, those as of then
    assert len(appeals.reads) == len(notify.reads) == 1
    for service in gateway.apis.all():
        for asked in service.reads:
            assert len(asked) == len(set(asked))


async def test_equal_questions_are_asked_once(gateway: Gateway) -> None:
    await gateway.data("{ a: me { membership { status } } b: me { membership { version } } }")
    asked = gateway.apis.membership.reads
    assert asked == [[queries.GetMembership(member_id="m-1")]]


async def test_texts_follow_the_members_language_where_the_client_says_none(
    gateway: Gateway,
) -> None:
    headers = gateway.headers() | {"accept-language": ""}
    body = {"query": "{ plans { name { text } } me { memberId } }"}
    async with gateway.session.post(
        f"{gateway.url}/graphql", json=body, headers=headers
    ) as response:
        assert (await response.json())["data"]["plans"][0]["name"]["text"] == "黄金会员"


TIMELINE = """query($after: String, $first: Int!) { me { membership {
  timeline(first: $first, after: $after) {
    nodes { version } pageInfo { endCursor hasNextPage hasPreviousPage } } } } }"""


async def test_timeline_pages_meet(gateway: Gateway) -> None:
    seen: list[int] = []
    after = None
    while True:
        data = await gateway.data(TIMELINE, first=2, after=after)
        page = data["me"]["membership"]["timeline"]
        seen += [node["version"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [1, 2, 3, 4, 5]


async def test_every_cursor_of_a_list_goes_on_after_its_own_entry(gateway: Gateway) -> None:
    ask = """query($after: String) { appealQueue(first: 3, after: $after) {
      totalCount edges { cursor node { number } } } }"""
    first = (await gateway.data(ask, "staff"))["appealQueue"]["edges"]
    for place, edge in enumerate(first):
        rest = (await gateway.data(ask, "staff", after=edge["cursor"]))["appealQueue"]["edges"]
        assert rest[0]["node"]["number"] == f"AP-20261121-{place + 2:04d}"


@pytest.mark.parametrize("after", ["nonsense", "WyJvdGhlciIsIjEiLDBd", "", "é" * 9])
async def test_a_strange_cursor_is_invalid_input(gateway: Gateway, after: str) -> None:
    answer = await gateway.post(TIMELINE, first=2, after=after)
    assert answer["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "after"}


async def test_pages_have_a_size_limit(gateway: Gateway) -> None:
    assert await gateway.code(TIMELINE, first=101) == "INVALID_INPUT"
    assert await gateway.code(TIMELINE, first=0) == "INVALID_INPUT"
