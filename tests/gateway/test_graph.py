"""The graph over fakes: what each role gets, in how many calls, and how failures look."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import strawberry

from gateway.identity.viewer import LEEWAY, Role, Unauthenticated, Viewer
from gateway.request.context import Context
from gateway.schema.permissions import Allow, undeclared
from gateway.schema.permissions import query as root_query
from gateway.schema.root import build_schema
from infra.kernel import errors
from infra.kernel.sentences import Amount, both
from services.membership.contract import commands, queries
from services.membership.contract import errors as membership_errors
from services.notify.contract import commands as notify_commands
from services.settings import Settings
from tests.fakes.services import FakeApis
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
    membership, appeals, notify = gateway.apis.all()
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


# --- who may what


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
        assert not any(service.reads for service in gateway.apis.all())


MUTATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "enrol": ("member", {"plan": "gold"}),
    "renew": ("member", {}),
    "setAutoRenew": ("member", {"on": False}),
    "upgrade": ("member", {"plan": "gold"}),
    "downgrade": ("member", {"plan": "gold"}),
    "cancel": ("member", {}),
    "undoChange": ("member", {}),
    "freeze": ("member", {"hours": 5}),
    "extendFreeze": ("member", {"hours": 5}),
    "requestCode": ("member", {"purpose": "RELEASE_HOLD"}),
    "releaseHold": ("member", {"kind": "NEW_DEVICE", "code": "123456"}),
    "setPreference": ("member", {"topic": "RENEWAL", "channels": ["SMS"]}),
    "setContacts": ("member", {"language": "EN"}),
    "setQuietHours": ("member", {"begins": "22:00", "ends": "07:30"}),
    "setDigest": ("member", {"every": "DAILY", "hour": 9}),
    "verifyContact": ("member", {"channel": "SMS", "code": "123456"}),
    "markAlertsShown": ("member", {"alertIds": ["alert-1"]}),
    "openAppeal": ("member", {"text": "I paid."}),
    "replyToAppeal": ("member", {"number": "AP-1", "text": "Here."}),
    "withdrawAppeal": ("member", {"number": "AP-1"}),
    "placeHold": ("staff", {"memberId": "m-1", "reason": "Looking into it."}),
    "releaseMemberHold": ("staff", {"memberId": "m-1", "kind": "STAFF", "reason": "Done."}),
    "suppressAddress": ("staff", {"memberId": "m-1", "channel": "SMS", "reason": "Asked for."}),
    "liftSuppression": ("staff", {"memberId": "m-1", "channel": "SMS", "reason": "Called."}),
    "takeTask": ("staff", {"taskId": "alert-1"}),
    "finishTask": ("staff", {"taskId": "alert-1", "note": "Called."}),
    "replayDeliveries": ("staff", {"filter": {}}),
    "takeAppeal": ("staff", {"number": "AP-1"}),
    "askInformation": ("staff", {"number": "AP-1", "question": "When?"}),
    "answerAppeal": ("staff", {"number": "AP-1", "text": "We look."}),
    "addStaffNote": ("staff", {"number": "AP-1", "text": "Hm."}),
    "decideAppeal": (
        "staff",
        {
            **{"number": "AP-1", "verdict": "UPHELD", "cause": "SYNC_DELAY"},
            **{"reason": "Our fault.", "remedy": "RESTORE"},
        },
    ),
    "publishClause": (
        "staff",
        {
            **{"clause": "inactivity", "title": {"zh": "一", "en": "a"}},
            **{"text": {"zh": "一", "en": "a"}, "parameters": {"days": 20}},
            "effectiveAt": "2027-01-01T00:00:00Z",
        },
    ),
    "saveTemplateDraft": (
        "staff",
        {
            **{"eventType": "MembershipExpired", "language": "EN"},
            **{"title": "T", "what": "W", "why": "Y", "next": "N"},
        },
    ),
    "publishTemplate": ("staff", {"eventType": "MembershipExpired", "language": "EN"}),
    "startCampaign": (
        "staff",
        {
            "topic": "RENEWAL",
            **{name: {"zh": "一", "en": "a"} for name in ("title", "what", "next")},
        },
    ),
    "pauseCampaign": ("staff", {"campaignId": "c-1"}),
    "resumeCampaign": ("staff", {"campaignId": "c-1"}),
    "cancelCampaign": ("staff", {"campaignId": "c-1"}),
    "registerMember": ("host", {"memberId": "m-1", "phone": "+8613800138000", "plan": "gold"}),
    "topUpBalance": ("host", {"memberId": "m-1", "amount": 100, "reference": "r-1"}),
    "reportPayment": (
        "host",
        {"memberId": "m-1", "orderId": "o-1", "amount": 1, "paidAt": "2026-11-01T00:00:00Z"},
    ),
    "reportLogin": (
        "host",
        {"memberId": "m-1", "loginId": "l", "at": "2026-11-01T00:00:00Z", "deviceId": "d"},
    ),
    "reportOrder": (
        "host",
        {
            **{"memberId": "m-1", "orderId": "o", "at": "2026-11-01T00:00:00Z"},
            **{"fullPrice": 2, "paidPrice": 1},
        },
    ),
}


def named(name: str) -> str:
    """A mutation that takes its input as a variable."""
    schema = build_schema()
    field = schema._schema.mutation_type.fields[name]  # type: ignore[union-attr]  # it has one
    kind = field.args["input"].type
    return (
        f"mutation($input: {kind}) {{ {name}(input: $input) "
        "{ __typename ... on Problem { code message field } } }"
    )


def test_the_list_of_mutations_is_whole() -> None:
    schema = build_schema()
    assert set(schema._schema.mutation_type.fields) == set(MUTATIONS)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", MUTATIONS)
async def test_roles_of_mutations(gateway: Gateway, name: str) -> None:
    allowed, given = MUTATIONS[name]
    for role in ("host", "member", "partner", "staff", None):
        answer = (await gateway.data(named(name), role, input=given))[name]
        executed = [one for service in gateway.apis.all() for one in service.executed]
        if role == allowed:
            assert "code" not in answer, answer
            assert executed
            gateway.apis.each(lambda service: service.executed.clear())
        else:
            assert answer["__typename"] == "Forbidden"
            assert not executed


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


# --- commands


async def test_the_second_factor_is_the_code(gateway: Gateway) -> None:
    await gateway.data(named("releaseHold"), input={"kind": "NEW_DEVICE", "code": "123456"})
    [(verify, by)] = gateway.apis.notify.executed
    assert isinstance(verify, notify_commands.VerifyCode)
    assert not by.second_factor
    [(release, by)] = gateway.apis.membership.executed
    assert isinstance(release, commands.ReleaseHold)
    assert by.second_factor


async def test_a_wrong_code_releases_nothing(gateway: Gateway) -> None:
    gateway.apis.notify.fails = errors.InvalidInput("The code is wrong.", field="code")
    given = {"kind": "NEW_DEVICE", "code": "000000"}
    answer = (await gateway.data(named("releaseHold"), input=given))["releaseHold"]
    assert answer["__typename"] == "InvalidInput"
    assert gateway.apis.membership.executed == []


async def test_keys_are_the_callers_own(gateway: Gateway) -> None:
    for id in ("m-1", "m-2"):
        await gateway.data(named("renew"), id=id, input={"idempotencyKey": "k"})
    await gateway.data(named("renew"), input={})
    keys = [by.idempotency_key for _command, by in gateway.apis.membership.executed]
    assert len(set(keys)) == 3
    assert all(keys)


async def test_a_hosts_login_carries_the_members_device(gateway: Gateway) -> None:
    given = {"memberId": "m-1", "loginId": "l", "at": "2026-11-01T00:00:00Z", "deviceId": "phone"}
    await gateway.data(named("reportLogin"), "host", input={**given, "ip": "198.51.100.7"})
    [(_login, by)] = gateway.apis.membership.executed
    assert (by.device_id, by.ip, by.actor.kind) == ("phone", "198.51.100.7", "HOST")


@pytest.mark.parametrize("name", ["topUpBalance", "reportPayment"])
async def test_money_goes_to_nobody_whose_id_was_mistyped(gateway: Gateway, name: str) -> None:
    _, given = MUTATIONS[name]
    answer = (await gateway.data(named(name), "host", input=given | {"memberId": "nobody"}))[name]
    assert (answer["__typename"], answer["field"]) == ("NotFound", "memberId")
    assert "registerMember" in answer["message"]
    registered = given | {"memberId": "m-9"}  # with contacts, and no membership yet
    answer = (await gateway.data(named(name), "host", input=registered))[name]
    assert "code" not in answer
    [(command, _)] = gateway.apis.membership.executed
    assert command.member_id == "m-9"


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


def test_every_kind_of_failure_has_its_type() -> None:
    kinds = {kind.__name__ for kind in errors.AppError.__subclasses__()}
    kinds &= set(vars(errors)) | set(vars(membership_errors))
    assert kinds == set(PROBLEMS)


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
