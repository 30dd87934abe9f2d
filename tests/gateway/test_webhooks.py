"""Webhooks through the graph."""

from services.notify.contract import webhooks as notify
from tests.fakes.webhooks import ENDPOINT
from tests.gateway.conftest import Gateway


async def test_a_partner_sees_endpoints_with_what_was_sent_to_them(gateway: Gateway) -> None:
    answer = await gateway.post(
        "{ webhookEndpoints { id url events state disabledBecause oldSecretUntil language "
        "deliveries { nodes { webhookId event memberId sequence state nextAt body "
        "attempts { status error tookMs response }"
        " } } } }",
        "partner",
    )
    [endpoint] = answer["data"]["webhookEndpoints"]
    assert endpoint["url"] == "https://hooks.acme.example/reinstate"
    assert (endpoint["state"], endpoint["disabledBecause"]) == ("DISABLED", "GONE")
    assert (endpoint["events"], endpoint["language"]) == (["STATUS_CHANGED"], "EN")
    delivery, test = endpoint["deliveries"]["nodes"]
    assert (delivery["webhookId"], delivery["memberId"]) == ("w-1", "m-1")
    assert (delivery["sequence"], test["event"], test["sequence"]) == (7, "TEST", None)
    assert (delivery["body"], test["body"]) == ('{"type":"membership.status_changed"}', None)
    assert delivery["attempts"] == [
        {"status": None, "error": "TIMEOUT", "tookMs": 15_000, "response": ""},
        {"status": 410, "error": "STATUS", "tookMs": 12, "response": "gone"},
    ]


async def test_one_endpoint_is_found_by_its_id(gateway: Gateway) -> None:
    asked = "query($endpoint: ID!) { webhookEndpoint(id: $endpoint) { url } }"
    found = (await gateway.post(asked, "partner", endpoint=ENDPOINT.id))["data"]["webhookEndpoint"]
    assert found == {"url": "https://hooks.acme.example/reinstate"}
    assert (await gateway.post(asked, "partner", endpoint="e-9"))["data"] == {
        "webhookEndpoint": None
    }


async def test_a_command_is_about_the_partner_s_own_and_a_secret_is_shown(gateway: Gateway) -> None:
    answer = await gateway.post(
        'mutation { createWebhook(input: { url: "https://hooks.acme.example/", events: [TEST], '
        'language: ZH, idempotencyKey: "k" }) { ... on WebhookSuccess { secret repeated endpoint'
        " { id } } } }",
        "partner",
        id="acme",
    )
    assert answer["data"]["createWebhook"]["secret"] == "whsec_c2VjcmV0"
    [(command, by)] = gateway.apis.notify.executed
    assert command == notify.CreateWebhook(
        partner_id="acme",
        url="https://hooks.acme.example/",
        events=(notify.WebhookEvent.TEST,),
        language="zh-CN",
    )
    assert (by.actor.kind, by.actor.id) == ("PARTNER", "acme")


async def test_a_replay_begins_behind_a_cursor_of_the_feed(gateway: Gateway) -> None:
    await gateway.apis.membership.show("m-1")
    feed = await gateway.post(
        "{ statusFeed { ... on StatusFeedPage { items { cursor } } } }", "partner", id="acme"
    )
    [first, *_] = feed["data"]["statusFeed"]["items"]
    question = """mutation($after: String) {
      replayWebhooks(input: { endpointId: "e-1", after: $after }) {
        __typename ... on Problem { code field } ... on CursorProblem { earliest latest }
      }
    }"""
    await gateway.post(question, "partner", id="acme", after=first["cursor"])
    [(command, _)] = gateway.apis.notify.executed
    assert command.after > 0
    for not_ours in ("rubbish", first["cursor"]):
        answer = await gateway.post(question, "partner", id="globex", after=not_ours)
        problem = answer["data"]["replayWebhooks"]
        assert (problem["code"], problem["field"]) == ("CURSOR_REFUSED", "after")
        assert problem["earliest"]
    assert len(gateway.apis.notify.executed) == 1


async def test_what_is_given_replaces_what_there_is(gateway: Gateway) -> None:
    await gateway.post(
        'mutation { changeWebhook(input: { endpointId: "e-1", events: [] }) { __typename } }',
        "partner",
        id="acme",
    )
    [(command, _)] = gateway.apis.notify.executed
    assert command == notify.ChangeWebhook(partner_id="acme", endpoint_id="e-1", events=())
