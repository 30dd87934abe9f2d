"""Who may what: every root field, tried by every role."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import strawberry

from gateway.identity.viewer import LEEWAY, Role, Unauthenticated, Viewer
from gateway.request.context import Context
from gateway.schema.permissions import Allow, undeclared
from gateway.schema.permissions import query as root_query
from gateway.schema.root import build_schema
from infra.kernel.clock import SystemClock
from services.membership.contract.partner_queries import GetPartner
from services.settings import Settings
from tests.fakes.services import FakeApis
from tests.gateway.conftest import Gateway
from tests.gateway.mutations import MUTATIONS, named


def test_every_root_field_says_who_may_use_it() -> None:
    assert undeclared(build_schema()) == []


async def test_a_token_that_ran_out_opens_nothing() -> None:
    now = datetime.now(UTC)
    for left, works in ((timedelta(minutes=1), True), (-LEEWAY, False)):
        viewer = Viewer(role=Role.MEMBER, id="m-1", expires_at=now + left)
        context = Context(
            settings=Settings(),
            apis=cast(Any, FakeApis()),
            feeds=cast(Any, None),
            passes=cast(Any, None),
            files=cast(Any, None),
            clock=SystemClock(),
            connection=cast(Any, None),
            viewer=viewer,
        )
        if works:
            Allow((Role.MEMBER,)).check(context)
        else:
            with pytest.raises(Unauthenticated):
                Allow((Role.MEMBER,)).check(context)


def test_a_root_field_that_says_nothing_is_found() -> None:
    @strawberry.type
    class Query:
        @root_query(Role.MEMBER, description="For members.")
        async def good(self) -> int:
            return 1

        @strawberry.field
        async def forgotten(self) -> int:
            return 1

    assert undeclared(strawberry.Schema(Query)) == ["Query.forgotten"]


ROOTS: dict[str, set[str | None]] = {
    "{ me { memberId } }": {"member"},
    '{ member(id: "m-2") { memberId } }': {"staff"},
    '{ entitlements(memberIds: ["m-1"]) { entitled } }': {"host", "staff"},
    '{ entitlementPasses(memberIds: ["m-1"]) { __typename } }': {"host"},
    "{ plans { code } }": {"member", "staff", "host", "partner", None},
    "{ appealQueue { totalCount } }": {"staff"},
    '{ appeal(number: "AP-20261121-0001") { number } }': {"member", "staff"},
    '{ campaign(eventId: "x") { id } }': {"staff"},
    "{ campaigns { id } }": {"staff"},
    "{ campaignAudience(audience: { hasPhone: true }) { members } }": {"staff"},
    "{ totals { alerts } }": {"staff"},
    '{ suppressions(memberId: "m-1") { channel reason says since } }': {"staff"},
}


@pytest.mark.parametrize("role", ["member", "staff", "host", "partner", None])
@pytest.mark.parametrize("question", ROOTS)
async def test_roles_of_queries(gateway: Gateway, question: str, role: str | None) -> None:
    answer = await gateway.post(question, role)
    if role in ROOTS[question]:
        assert "errors" not in answer, answer
    else:
        code = answer["errors"][0]["extensions"]["code"]
        assert code == ("FORBIDDEN" if role else "UNAUTHENTICATED")
        asked = [one for s in gateway.apis.all() for some in s.reads for one in some]
        assert [one for one in asked if not isinstance(one, GetPartner)] == []  # it may be cut off


def test_the_list_of_mutations_is_whole() -> None:
    schema = build_schema()
    assert set(schema._schema.mutation_type.fields) == set(MUTATIONS)  # type: ignore[union-attr]  # it has mutations


@pytest.mark.parametrize("name", MUTATIONS)
async def test_roles_of_mutations(gateway: Gateway, name: str) -> None:
    allowed, given = MUTATIONS[name]
    for role in ("host", "member", "partner", "staff", None):
        answer = (await gateway.data(named(name), role, input=given))[name]
        kept = gateway.apis.membership.kept
        executed = [one for service in gateway.apis.all() for one in service.executed]
        if (role or "anonymous") in allowed.split():
            assert "code" not in answer, answer
            assert executed or kept
            gateway.apis.each(lambda service: service.executed.clear())
            kept.clear()
        else:
            assert answer["__typename"] == "Forbidden"
            assert not executed
            assert not kept


async def test_a_member_sees_no_appeal_of_others(gateway: Gateway) -> None:
    ask = '{ appeal(number: "AP-20261121-0001") { number } }'
    assert (await gateway.data(ask))["appeal"] == {"number": "AP-20261121-0001"}
    assert (await gateway.data(ask, id="m-2"))["appeal"] is None


async def test_nodes_are_found_again_by_their_owner_only(gateway: Gateway) -> None:
    mine = (await gateway.data("{ me { id appeals { nodes { id } } } }"))["me"]
    for kind, id in (("Member", mine["id"]), ("Appeal", mine["appeals"]["nodes"][0]["id"])):
        expected = {"__typename": kind, "id": id}
        assert (await node(gateway, "m-1", id)) == expected
        assert (await node(gateway, "m-2", id)) is None


async def node(gateway: Gateway, viewer: str, wanted: str) -> Any:
    ask = f'{{ node(id: "{wanted}") {{ __typename id }} }}'
    return (await gateway.data(ask, id=viewer))["node"]
