"""Tasks, dead letters and the history of a delivery reach staff as they were meant."""

from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import parse

from gateway.documents.limits import DocumentLimits, LimitExceeded
from gateway.documents.measuring import Measure
from gateway.identity.viewer import Role
from gateway.schema.root import build_schema
from infra.kernel import errors
from services.notify.contract import staff
from services.notify.contract.queries import GetAlerts
from services.notify.contract.words import Channel, TaskState
from tests.gateway.conftest import Gateway
from tests.gateway.cursors import cursors

LETTERS = cursors("dead-letters", Role.STAFF)
AFTER_X = LETTERS.write("x")
PROBLEM = "... on Problem { code message field }"
FINISH = f"""mutation($input: FinishTaskInput!) {{ finishTask(input: $input) {{ __typename
  ... on TaskSuccess {{ repeated task {{ id memberId state note }} }} {PROBLEM} }} }}"""
TAKE = f"""mutation($input: TakeTaskInput!) {{ takeTask(input: $input) {{ __typename
  ... on TaskSuccess {{ task {{ takenBy }} }} {PROBLEM} }} }}"""
REPLAY = f"""mutation($input: ReplayDeliveriesInput!) {{ replayDeliveries(input: $input) {{
  __typename ... on ReplaySuccess {{ replayed dryRun end hasMore skipped {{ reason count }} }}
  {PROBLEM} }} }}"""
HISTORY = """{ nodes { deliveries { rule history {
  kind at says { text } attempt rule until reason code providerId by } } } }"""


async def test_staff_read_who_was_not_reached_and_what_was_tried(gateway: Gateway) -> None:
    asked = """{ staffTasks(state: TAKEN, first: 5) { totalCount nodes {
      id memberId eventType title { zh } text { en } state takenBy note receivedAt
      tried { channel state reason } } } }"""
    found = (await gateway.data(asked, "staff"))["staffTasks"]
    assert found["totalCount"] == 1
    assert found["nodes"][0]["text"] == {"en": "Your membership has expired."}
    assert found["nodes"][0]["tried"][0] == {
        "channel": "SMS", "state": "FAILED", "reason": "no such number",
    }  # fmt: skip
    assert gateway.apis.notify.reads == [[staff.GetTasks(state=TaskState.TAKEN, first=5)]]


async def test_the_filter_of_dead_letters_is_passed_on(gateway: Gateway) -> None:
    asked = """query($filter: DeadLetterFilter) { deadLetters(filter: $filter) {
      nodes { id memberId channel reason code attempts at campaign } } }"""
    given = {"channel": "SMS", "reason": "HTTP", "since": "2026-11-21T08:00:00Z"}
    found = (await gateway.data(asked, "staff", filter=given))["deadLetters"]
    assert found["nodes"][0]["code"] == "20503"
    since = datetime(2026, 11, 21, 8, tzinfo=UTC)
    only = staff.DeadLetterFilter(channel=Channel.SMS, reason="HTTP", since=since)
    assert gateway.apis.notify.reads == [[staff.GetDeadLetters(only=only)]]
    await gateway.data(asked, "staff")
    assert gateway.apis.notify.reads[1] == [staff.GetDeadLetters()]


@pytest.mark.parametrize(
    ("query", "given", "command"),
    [
        (TAKE, {"taskId": "a"}, staff.TakeTask(task_id="a")),
        (FINISH, {"taskId": "a", "note": "told"}, staff.FinishTask(task_id="a", note="told")),
        (REPLAY, {"ids": ["b", "c"]}, staff.ReplayDeliveries(ids=("b", "c"))),
        (
            REPLAY,
            {"filter": {"code": "20503"}, "limit": 9, "after": AFTER_X, "dryRun": True},
            staff.ReplayDeliveries(
                only=staff.DeadLetterFilter(code="20503"), limit=9, after="x", dry_run=True
            ),
        ),
        (REPLAY, {"filter": {}}, staff.ReplayDeliveries(only=staff.DeadLetterFilter())),
    ],
)
async def test_what_staff_do_is_their_own_command(
    gateway: Gateway, query: str, given: dict[str, Any], command: Any
) -> None:
    [answer] = (await gateway.data(query, "staff", input=given)).values()
    assert answer["__typename"] in {"TaskSuccess", "ReplaySuccess"}
    [(done, by)] = gateway.apis.notify.executed
    assert (done, by.actor.kind) == (command, "STAFF")


async def test_a_replay_says_what_it_left_out(gateway: Gateway) -> None:
    [answer] = (await gateway.data(REPLAY, "staff", input={"filter": {}})).values()
    assert answer["replayed"] == 7
    assert answer["skipped"] == [{"reason": "RECEIVED", "count": 2}]
    assert (answer["dryRun"], answer["end"], answer["hasMore"]) == (
        True,
        LETTERS.write("end"),
        True,
    )


async def test_a_colleagues_task_is_a_typed_refusal(gateway: Gateway) -> None:
    gateway.apis.notify.fails = errors.NotAllowed("A colleague has taken this task.")
    [answer] = (await gateway.data(TAKE, "staff", input={"taskId": "a"})).values()
    assert (answer["__typename"], answer["code"]) == ("NotAllowed", "NOT_ALLOWED")


@pytest.mark.parametrize("role", ["member", "partner", "host"])
@pytest.mark.parametrize(
    ("query", "given"),
    [(TAKE, {"taskId": "a"}), (FINISH, {"taskId": "a", "note": "n"}), (REPLAY, {"filter": {}})],
)
async def test_nobody_else_may(
    gateway: Gateway, role: str, query: str, given: dict[str, Any]
) -> None:
    [answer] = (await gateway.data(query, role, input=given)).values()
    assert answer["code"] == "FORBIDDEN"
    assert gateway.apis.notify.executed == []
    for field in ("staffTasks", "deadLetters"):
        assert await gateway.code(f"{{ {field} {{ totalCount }} }}", role) == "FORBIDDEN"


async def test_only_staff_ask_for_the_ids_of_a_history(gateway: Gateway) -> None:
    own = (await gateway.data(f"{{ me {{ alerts {HISTORY} }} }}"))["me"]
    step = own["alerts"]["nodes"][0]["deliveries"][0]["history"][0]
    assert step["says"]["text"].startswith("Attempt 1")
    await gateway.data(f'{{ member(id: "m-1") {{ alerts {HISTORY} }} }}', "staff")
    asked = [query for batch in gateway.apis.notify.reads for query in batch]
    pages = [query for query in asked if isinstance(query, GetAlerts)]
    assert [query.for_staff for query in pages] == [False, True]


def test_a_history_costs_what_a_list_costs() -> None:
    document = parse("{ me { alerts(first: 100) { nodes { deliveries { history { at } } } } } }")
    measure = Measure(build_schema()._schema)
    [size] = measure(document, DocumentLimits()).operations.values()
    assert size.cost > 100 * 3 * 10
    with pytest.raises(LimitExceeded):
        measure(document, DocumentLimits(cost=1_000))
