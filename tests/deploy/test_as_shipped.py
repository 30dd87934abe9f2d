"""What is shipped, with two processes of each kind: a member is enrolled, told so, and the receipt
comes back; then half of the processes are killed while members are held, and nothing is missed, and
nobody told twice."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from tests.deploy.crowd import Crowd, Seen
from tests.deploy.production import Production, running_production
from tests.waiting import eventually

PHONE = "+8613800138000"
ENROL = """mutation { registerMember(input: {
  memberId: "li", name: "Li", language: EN, plan: "silver", phone: "+8613800138000"
}) { __typename ... on Problem { message } } }"""
PAID = """mutation { topUpBalance(input: {
  memberId: "li", amount: 10000, reference: "paid-1"
}) { __typename ... on Problem { message } } }"""
REGISTER = """mutation { registerMember(input: {
  memberId: "li", name: "Li", language: EN, phone: "+8613800138000"
}) { __typename ... on Problem { message } } }"""
TOLD = "{ me { alerts(first: 1) { edges { node { deliveries { channel state } } } } } }"
ADMIN = {"staff_kind": "admin", "second_factor": True}


@pytest.fixture(scope="module")
async def production(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Production]:
    async with running_production(tmp_path_factory.mktemp("production")) as running:
        yield running


async def test_a_member_is_enrolled_told_so_and_the_receipt_comes_back(
    production: Production,
) -> None:
    for mutation in (REGISTER, PAID, ENROL):
        (answer,) = (await production.ask("host", "shop", mutation)).values()
        assert answer["__typename"].endswith("Success"), answer

    async def received() -> bool:
        alerts = (await production.ask("member", "li", TOLD))["me"]["alerts"]["edges"]
        return any(
            {"channel": "SMS", "state": "DELIVERED"} in a["node"]["deliveries"] for a in alerts
        )

    await eventually(received)
    (sms,) = await production.sinks.messages(to=PHONE)
    assert "Silver" in sms["body"]

    await partners_follow(production)

    link = f"http://127.0.0.1:{production.doors['notify']}/unsubscribe/not-a-link-of-ours"
    async with production.http.get(link) as page:
        assert (page.status, page.content_type) == (404, "text/html")


CREATE = """mutation { createPartner(input: {
  partnerId: "acme", name: "Acme", contactEmail: "ops@acme.example"
}) { __typename ... on Problem { message } } }"""
ISSUE = """mutation { issueKey(input: { partnerId: "acme", scopes: [FEED_READ] }) {
  ... on PartnerSuccess { key } ... on Problem { message } } }"""
ALLOW = """mutation { allowPartner(input: { partnerId: "acme" }) {
  __typename ... on Problem { message } } }"""
FEED = "{ statusFeed { ... on StatusFeedPage { items { memberId entitled } } } }"


async def partners_follow(production: Production) -> None:
    """By a key that an administrator issued, and by a token of the identity provider that says
    what it is for; one that says nothing opens nothing."""
    made = (await production.ask("staff", "boss", CREATE, **ADMIN))["createPartner"]
    assert made["__typename"] == "PartnerSuccess", made
    key = (await production.ask("staff", "boss", ISSUE, **ADMIN))["issueKey"]["key"]
    allowed = (await production.ask("member", "li", ALLOW))["allowPartner"]
    assert allowed["__typename"] == "ConsentSuccess", allowed
    scoped = production.token("partner", "acme", scopes=["FEED_READ"])
    for opens in (key, scoped):

        async def followed(token: str = opens) -> bool:
            items = (await production.said(token, FEED))["data"]["statusFeed"]["items"]
            return items == [{"memberId": "li", "entitled": True}]

        await eventually(followed)
    [error] = (await production.said(production.token("partner", "acme"), FEED))["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert "FEED_READ" in error["message"]


async def test_half_of_the_processes_die_and_nobody_misses_anything(
    production: Production,
) -> None:
    """One of each kind, while members are held; a shop that followed at the gateway that died goes
    on at the other."""
    first, others = ([f"{part}-{number}" for number in range(8)] for part in ("first", "other"))
    crowd = Crowd(production, [*first, *others])
    assert sorted(map(len, await crowd.partitions(processes=2))) == [2, 2]
    await crowd.joins()

    async with crowd.following(gateway=0) as line:
        seen = await crowd.heard(line, crowd.members)
        await crowd.is_held(first)
        seen += await crowd.heard(line, first)
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.is_held(others))
            for copies in production.copies.values():
                copies[0].child.kill()
    async with crowd.following(gateway=1, after=seen[-1]["cursor"]) as line:
        seen += await crowd.heard(line, others)
    async with crowd.following(gateway=1) as line:
        again = await crowd.heard(line, crowd.members)
        again += await crowd.heard(line, crowd.members)

    assert by_member(seen) == by_member(again)
    await crowd.told_once_more()
    assert await crowd.partitions(processes=1) == [[0, 1, 2, 3]]
    for numbers in (await crowd.numbers()).values():
        assert numbers == list(range(1, len(numbers) + 1))


def by_member(seen: Seen) -> dict[str, list[int]]:
    """The versions of each, in the order in which they were told."""
    found = defaultdict[str, list[int]](list)
    for one in seen:
        found[one["memberId"]].append(one["version"])
    return found
