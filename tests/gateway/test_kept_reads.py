"""What staff are shown of members is kept: which fields, of whom, by whom."""

import pytest

from infra.kernel.errors import TooManyRequests
from tests.gateway.conftest import Gateway


async def test_what_staff_see_is_kept_with_its_fields_and_members(gateway: Gateway) -> None:
    question = """
        fragment who on Member { profile { phone } memberId }
        query { a: member(id: "m-1") { ...who membership { status } } members { totalCount } }
    """
    await gateway.data(question, "staff", id="s-1")
    kept = {read.field: (by, read) for by, read in gateway.apis.membership.kept}
    by, read = kept["member"]
    assert (by, read.members) == ("s-1", ("m-1",))
    assert read.fields == ("profile.phone", "memberId", "membership.status")
    assert kept["members"][1].members == ("m-1",)
    assert not kept["member"][1].search


async def test_searches_are_kept_whomever_they_find(gateway: Gateway) -> None:
    question = '{ findMembers(by: {orderId: "o-1"}) { ... on Problem { code } } }'
    await gateway.data(question, "staff", id="s-1")
    [(_, read)] = gateway.apis.membership.kept
    assert (read.field, read.search, read.members) == ("findMembers", True, ("m-1",))


async def test_members_and_what_is_no_members_leave_nothing(gateway: Gateway) -> None:
    await gateway.data("{ me { memberId } }", "member")
    await gateway.data("{ plans { code } totals { alerts } }", "staff")
    assert gateway.apis.membership.kept == []


async def test_what_cannot_be_kept_is_not_shown(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object) -> None:
        raise TooManyRequests("No more.")

    monkeypatch.setattr(gateway.apis.membership, "keep_reads", refused)
    question = '{ findMembers(by: {orderId: "o-1"}) { ... on Problem { code } } }'
    assert (await gateway.data(question, "staff"))["findMembers"] == {"code": "TOO_MANY_REQUESTS"}
    assert await gateway.code('{ member(id: "m-1") { memberId } }', "staff") == "TOO_MANY_REQUESTS"


async def test_fragments_that_spread_fragments_are_not_followed_for_ever(
    gateway: Gateway,
) -> None:
    spread = " ".join(f"fragment f{n} on Member {{ ...f{n + 1} ...f{n + 1} }}" for n in range(12))
    question = f'{spread} fragment f12 on Member {{ memberId }} {{ member(id: "m-1") {{ ...f0 }} }}'
    await gateway.post(question, "staff")
    assert all(read.fields == ("memberId",) for _, read in gateway.apis.membership.kept)
