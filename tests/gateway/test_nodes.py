"""What has an identity, and what may be null: over the whole graph."""

import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLNonNull, GraphQLObjectType

from gateway.schema.basics.nodes import global_id
from gateway.schema.member.nodes import NODES
from gateway.schema.root import build_schema
from tests.gateway.conftest import Gateway

GRAPH = build_schema()._schema
PART = "It is a part of a Node, or of another answer, and is never asked for alone."
OWN_LIST = (
    "Its id is the one that changes take and its list gives; released so, it keeps its value."
)
SOMEONE = "A person of the staff, by the id of the operator's own directory."
FROM_HISTORY = "It names an event or a record in a history, whose hash covers the id as it is."
OWN_IDS = {
    **dict.fromkeys(
        (
            "AccountDevice", "AccountSession", "AppealMessage", "CaseAlert", "CaseDelivery",
            "Consent", "DecisionRule", "Delivery", "Elsewhere", "EvidenceFile", "Factor",
            "IncidentProgress", "NamedOrder",
        ),
        PART,
    ),
    **dict.fromkeys(
        (
            "Account", "AccountRequest", "Alert", "Campaign", "Corrections", "DeadLetter",
            "Incident", "MassLoss", "MyIncident", "PublicIncident", "RecordIncident",
            "Rectification", "StaffNotice", "StaffRead", "StaffTask", "WebhookEndpoint",
        ),
        OWN_LIST,
    ),
    **dict.fromkeys(("Actor", "Reviewer", "StaffMember"), SOMEONE),
    **dict.fromkeys(
        ("AppealQuote", "CaseEntry", "CaseRecord", "Evidence", "StatusItem"), FROM_HISTORY
    ),
}  # fmt: skip
"""Types whose `id` is not a global one, and why."""
APPEAL = "AP-20261121-0001"
KEYS = {"Appeal": APPEAL, "Member": "m-1"}
"""Of one of each that the member m-1 has."""
BEGINNING = {"PageInfo.startCursor", "PageInfo.endCursor"}
"""Null on a page without entries."""


def fields() -> Iterator[tuple[str, GraphQLField]]:
    for name, kind in GRAPH.type_map.items():
        is_ours = isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        if is_ours and not name.startswith("__"):
            yield from ((f"{name}.{one}", field) for one, field in kind.fields.items())


def test_what_has_an_id_is_found_again_by_it_or_there_is_a_reason() -> None:
    with_id = {place.partition(".")[0] for place, _ in fields() if place.endswith(".id")}
    assert with_id - {"Node"} == set(NODES) | set(OWN_IDS)
    assert set(NODES) & set(OWN_IDS) == set()


def test_what_is_found_again_says_so() -> None:
    node = GRAPH.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {kind.name for kind in GRAPH.get_possible_types(node)} == set(NODES) == set(KEYS)


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(
    ("role", "who", "finds"),
    [("member", "m-1", True), ("staff", "s-1", True), ("member", "m-2", False)],
)
async def test_a_node_is_found_by_whom_it_is_for(
    gateway: Gateway, kind: str, role: str, who: str, *, finds: bool
) -> None:
    id = global_id(kind, KEYS[kind])
    ask = f'{{ node(id: "{id}") {{ __typename id }} }}'
    answer = await gateway.post(ask, role, id=who)
    assert answer == {"data": {"node": {"__typename": kind, "id": id} if finds else None}}
    kept = [read.members for _, read in gateway.apis.membership.kept]
    assert kept == ([("m-1",)] if role == "staff" else [])


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(
    ("role", "code"),
    [(None, "UNAUTHENTICATED"), ("host", "FORBIDDEN"), ("partner", "FORBIDDEN")],
)
async def test_to_others_it_is_refused(
    gateway: Gateway, kind: str, role: str | None, code: str
) -> None:
    ask = f'{{ node(id: "{global_id(kind, KEYS[kind])}") {{ id }} }}'
    assert await gateway.code(ask, role) == code


@pytest.mark.parametrize("id", ["m-1", "TWVtYmVyOg", "TWVtYmVyOm0tMQ=", "", "é"])
async def test_what_is_no_global_id_is_invalid(gateway: Gateway, id: str) -> None:
    asked = "query($wanted: ID!) { node(id: $wanted) { id } }"
    assert await gateway.code(asked, wanted=id) == "INVALID_INPUT"


def test_no_list_has_null_in_it() -> None:
    lists = {place: str(field.type) for place, field in fields() if "[" in str(field.type)}
    assert [place for place, kind in lists.items() if re.search(r"[^!]\]", kind)] == []
    assert len(lists) > 100


def test_what_is_there_of_a_page_is_whole() -> None:
    """Where it lies and what is on it; the page itself is null where who knows does not answer."""
    of_pages = {
        place: field
        for place, field in fields()
        if re.match(r"(\w*Connection|\w+Edge|PageInfo)\.", place)
    }
    found = {p for p, field in of_pages.items() if not isinstance(field.type, GraphQLNonNull)}
    assert found == BEGINNING
