"""How queries tell what went wrong, as docs/graphql.md has it: null, a Problem or an error.

What is not there is null. What is worked out from what somebody gave answers a union. What concerns
the whole request (the token, a part that is down) is an error in the place of the field.
"""

import re

import pytest
from graphql import GraphQLField, GraphQLNonNull, GraphQLUnionType, get_named_type, is_list_type

from gateway.schema.root import build_schema
from infra.kernel import errors
from tests.gateway.conftest import Gateway
from tests.gateway.test_permissions import QUERIES

FIELDS: dict[str, GraphQLField] = build_schema()._schema.type_map["Query"].to_kwargs()["fields"]
UNIONS = {n: f for n, f in FIELDS.items() if isinstance(get_named_type(f.type), GraphQLUnionType)}
KEPT = {name for name, field in FIELDS.items() if field.deprecation_reason}
"""Those of the last releases that answer without a union what one should."""

VERB = re.compile(r"(find|preview|compare|measure|render)[A-Z]")
CURSORS_ONLY = {"statusFeed"}
"""A feed is followed by a program: of what a person gave there is nothing to refuse."""

TAKES_ALL_ALONG = {
    "staff", "accountRequests", "export", "retentionPreview", "recordIncidents", "chargeRequests",
    "planDifferences", "planHolders", "membersAtRisk", "openRectifications", "massLosses",
    "clauseDifferences", "incidentStatus", "myIncidents", "businessCalendar", "staffContact",
    "staffNotices", "appealFigures", "appealQueues", "appealReviewers", "queueRules",
    "queueRulesPreview", "partners", "availablePartners",
}  # fmt: skip
"""Never null by their types, as released: an error of one takes `data` along. None is added."""

FAILURES: dict[str, errors.AppError] = {
    "InvalidInput": errors.InvalidInput("x", field="version"),
    "NotFound": errors.NotFound("x"),
    "NotAllowed": errors.NotAllowed("x", details={"allowed": []}),
    "Conflict": errors.Conflict("x"),
    "Forbidden": errors.Forbidden("x"),
    "TooManyRequests": errors.TooManyRequests("x", details={"retry_after": 7}),
    "Unavailable": errors.Unavailable("x"),
}


def members(field: GraphQLField) -> list[bool]:
    """Of its union: which members are problems."""
    union = get_named_type(field.type)
    assert isinstance(union, GraphQLUnionType)
    return ["Problem" in [one.name for one in kind.interfaces] for kind in union.types]


@pytest.mark.parametrize("name", UNIONS)
def test_a_union_is_one_success_and_problems(name: str) -> None:
    field = UNIONS[name]
    assert members(field).count(False) == 1
    assert get_named_type(field.type).name.endswith("Result")
    assert isinstance(field.type, GraphQLNonNull) or is_list_type(field.type)


def test_what_is_worked_out_answers_a_union() -> None:
    named = {name for name in FIELDS if VERB.match(name)}
    assert named - KEPT <= set(UNIONS)


def test_what_is_out_of_date_names_a_union_instead() -> None:
    for name in KEPT:
        reason = FIELDS[name].deprecation_reason or ""
        asked = re.search(r"`(\w+)`", reason)
        assert asked is not None
        assert asked[1] in UNIONS
        assert "Kept until 2027-" in reason


def test_no_other_field_takes_all_along() -> None:
    found = {name for name, field in FIELDS.items() if isinstance(field.type, GraphQLNonNull)}
    assert found - set(UNIONS) == TAKES_ALL_ALONG


ASKED = sorted(set(UNIONS) - CURSORS_ONLY - {"entitlementPasses"})  # each of these has its own
NOBODY = ("findMembers", "NotFound")  # whom nobody knows is not found, which is an answer


@pytest.mark.parametrize(
    ("name", "failure"),
    [(name, failure) for name in ASKED for failure in FAILURES if (name, failure) != NOBODY],
)
async def test_what_can_be_expected_is_a_problem(gateway: Gateway, name: str, failure: str) -> None:
    error = FAILURES[failure]
    for api in vars(gateway.apis).values():
        api.fails = error
    asked = QUERIES[name][1]
    told = re.sub(r"(\.\.\. on Problem \{) code", r"\1 __typename code message", asked)
    answer = await gateway.data(told, "member" if name == "entitlementPass" else "staff")
    assert answer[name] == {"__typename": failure, "code": error.code, "message": "x"}


@pytest.mark.parametrize(
    "name",
    [
        *("appeal", "caseFile", "incident", "correction", "campaign", "template"),
        *("planVersions", "planDraft", "clauseDraft", "remedyPreview"),
    ],
)
async def test_what_is_not_there_is_null(gateway: Gateway, name: str) -> None:
    """Of a member, whom the id alone names, it is what the member has."""
    for api in vars(gateway.apis).values():
        api.fails = errors.NotFound("x")
    answer = await gateway.data(QUERIES[name][1], "staff")
    assert answer == {name: None}


async def test_what_concerns_the_whole_request_is_an_error_in_its_place(gateway: Gateway) -> None:
    gateway.apis.appeals.fails = errors.Unavailable("x")
    answer = await gateway.post('{ appeal(number: "AP-1") { number } plans { code } }', "staff")
    assert answer["data"]["appeal"] is None
    assert answer["data"]["plans"]
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]) == (
        ["appeal"],
        {"code": "UNAVAILABLE", "retryAfter": 5},
    )
