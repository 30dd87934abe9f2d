"""How failures look: expected ones as results, all others masked."""

import io
from datetime import UTC, datetime

import pytest

from infra.kernel import errors
from infra.kernel.sentences import Amount, both
from services.membership.contract import errors as membership_errors
from tests.gateway.conftest import Gateway
from tests.gateway.mutations import named

PROBLEMS: dict[str, errors.AppError] = {
    "InvalidInput": errors.InvalidInput("x", field="plan"),
    "NotFound": errors.NotFound("x"),
    "NotAllowed": errors.NotAllowed("x", details={"allowed": ["RENEW"]}),
    "Conflict": errors.Conflict("x"),
    "InsufficientBalance": membership_errors.InsufficientBalance(
        "x", details={"missing": 500, "price": 2500, "balance": 2000}
    ),
    "SecondFactorRequired": errors.SecondFactorRequired("x"),
    "Forbidden": errors.Forbidden("x"),
    "TooManyRequests": errors.TooManyRequests("x"),
    "Unavailable": errors.Unavailable("x"),
}


RENEW = """mutation { renew(input: {}) { __typename
  ... on Problem { code message field }
  ... on NotAllowed { allowed }
  ... on InsufficientBalance { missing { formatted } price { amount } balance { amount } } } }"""


@pytest.mark.parametrize("name", PROBLEMS)
async def test_expected_failures_are_results(gateway: Gateway, name: str) -> None:
    gateway.apis.membership.fails = error = PROBLEMS[name]
    answer = (await gateway.data(RENEW))["renew"]
    assert (answer["__typename"], answer["code"]) == (name, error.code)
    assert (answer["message"], answer["field"]) == ("x", error.field)
    if name == "NotAllowed":
        assert answer["allowed"] == ["RENEW"]
    if name == "InsufficientBalance":
        assert answer["missing"] == {"formatted": "¥5.00"}
        assert (answer["price"], answer["balance"]) == ({"amount": 2500}, {"amount": 2000})


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (errors.TooManyRequests("x", details={"retry_after": 41}), 41),
        (errors.TooManyRequests("x"), None),
        (errors.Unavailable("x"), 5),
        (errors.NotAllowed("x", details={"retry_after": 86_400}), 86_400),
        (errors.NotAllowed("x"), None),
    ],
)
async def test_where_waiting_helps_a_failure_says_how_long(
    gateway: Gateway, error: errors.AppError, seconds: int | None
) -> None:
    gateway.apis.membership.fails = error
    answer = await gateway.data(
        """mutation { renew(input: {}) {
          ... on TooManyRequests { retryAfter } ... on Unavailable { retryAfter }
          ... on NotAllowed { retryAfter } } }"""
    )
    assert answer == {"renew": {"retryAfter": seconds}}


def test_every_kind_of_failure_has_its_type() -> None:
    kinds = {kind.__name__ for kind in errors.AppError.__subclasses__()}
    kinds &= set(vars(errors)) | set(vars(membership_errors))
    assert kinds == {*PROBLEMS, "QuotaUsedUp"}


async def test_a_quota_that_is_used_up_says_when_it_begins_anew(gateway: Gateway) -> None:
    details = {"benefit": "gifts", "left": 1, "resets_at": "2026-12-01T08:00:00+00:00"}
    gateway.apis.membership.fails = membership_errors.QuotaUsedUp("x", details=details)
    answer = await gateway.data(
        """mutation { useBenefit(input: {benefit: "gifts", useId: "u", count: 2}) { __typename
          ... on QuotaUsedUp { code benefit left resetsAt } } }"""
    )
    assert answer["useBenefit"] == {
        "__typename": "QuotaUsedUp",
        "code": "QUOTA_USED_UP",
        "benefit": "gifts",
        "left": 1,
        "resetsAt": "2026-12-01T08:00:00.000Z",
    }


@pytest.mark.parametrize("question", [RENEW, "{ me { membership { status } } }"])
async def test_what_fails_inside_is_masked(
    gateway: Gateway, question: str, logged: io.StringIO
) -> None:
    gateway.apis.membership.fails = RuntimeError("secret +8613800138000")
    answer = await gateway.post(question)
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["errorId"] in error["message"]
    assert "secret" not in str(answer)
    assert "Traceback" not in str(answer)
    assert error["extensions"]["errorId"] in logged.getvalue()
    assert "secret" not in logged.getvalue()


async def test_syntax_and_validation_speak_for_themselves(gateway: Gateway) -> None:
    assert await gateway.code("{ me {") == "GRAPHQL_PARSE_FAILED"
    answer = await gateway.post("{ me { memberID } }")
    assert "memberId" in answer["errors"][0]["message"]
    late = "query($at: DateTime!) { me { membership { asOf(at: $at) { status } } } }"
    answer = await gateway.post(late, at="2026-11-01T00:00:00")
    assert "zone" in answer["errors"][0]["message"]


@pytest.mark.parametrize("down", ["membership", "appeals", "notify"])
async def test_one_service_down_leaves_the_rest(gateway: Gateway, down: str) -> None:
    getattr(gateway.apis, down).fails = errors.Unavailable("Not now.")
    fields = {
        "membership": [
            *("balance { amount }", "membership { status }", "ledger { balance { amount } }"),
            *("clauses { current { clause } }", "record { holds }"),
        ],
        "appeals": ["appeals { totalCount }"],
        "notify": ["profile { name }", "preferences { topic }", "alerts { totalCount }"],
    }
    asked = " ".join(field for group in fields.values() for field in group)
    answer = await gateway.post(f"{{ me {{ {asked} }} }}")
    lost = {field.split()[0] for field in fields[down]}
    assert {name for name, value in answer["data"]["me"].items() if value is None} == lost
    assert {error["path"][-1] for error in answer["errors"]} == lost
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"UNAVAILABLE"}


async def test_a_field_of_another_role_takes_nothing_along(gateway: Gateway) -> None:
    answer = await gateway.post("{ plans { code } me { memberId } totals { alerts } }")
    assert answer["data"]["plans"]
    assert answer["data"]["me"] == {"memberId": "m-1"}
    assert answer["data"]["totals"] is None


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
async def test_a_time_at_the_end_of_the_calendar_is_refused_in_words(
    gateway: Gateway, until: str
) -> None:
    given = {"memberId": "m-1", "reason": "because", "until": until}
    answer = await gateway.post(named("placeHold"), "staff", input=given)
    assert "from 1970 to 2199" in answer["errors"][0]["message"]
    assert gateway.apis.membership.executed == []


TOO_LATE = errors.Conflict(
    both(
        "自 {since} 起，价格为 {price}。",
        "The price is {price} since {since}.",
        price=Amount(1990),
        since=datetime(2026, 11, 27, 4, tzinfo=UTC),
    ),
    field="expected_price",
)


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        ("", "自 2026年11月27日12:00 起，价格为 ¥19.90。"),
        ("en-GB", "The price is ¥19.90 since 27 November 2026, 12:00."),
    ],
)
async def test_a_failure_is_told_in_the_members_language_zone_and_currency(
    gateway: Gateway, accepted: str, told: str
) -> None:
    """As a result of a mutation, and as an error of a query; with the field as the graph has it."""
    gateway.apis.membership.fails = TOO_LATE
    headers = gateway.headers() | {"accept-language": accepted}
    mutation = "mutation { renew(input: {}) { ... on Problem { message field } } }"
    for query in (mutation, "{ me { membership { status } } }"):
        async with gateway.session.post(
            f"{gateway.url}/graphql", json={"query": query}, headers=headers
        ) as response:
            answer = await response.json()
        if query == mutation:
            assert answer["data"]["renew"] == {"message": told, "field": "expectedPrice"}
        else:
            [error] = answer["errors"]
            assert (error["message"], error["extensions"]["field"]) == (told, "expectedPrice")
