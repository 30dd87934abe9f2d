"""Staff edit templates through the graph; nobody else does."""

import pytest

from infra.kernel.errors import InvalidInput
from services.notify.contract import templates
from tests.gateway.conftest import Gateway

SAVE = """mutation($input: SaveTemplateDraftInput!) { saveTemplateDraft(input: $input) {
  __typename
  ... on TemplateSuccess { template { language draft { number savedBy { name } } } }
  ... on Problem { code message field }
} }"""
PUBLISH = """mutation { publishTemplate(
  input: { eventType: "MembershipExpired", language: EN, version: 0, idempotencyKey: "k" }
) { ... on TemplateSuccess { template { inUse } } ... on Problem { code } } }"""
EVERYTHING = "{ templates { eventType language preview { sms { text segments } mail { html } } } }"
PHRASES = {"title": "T", "what": "{{ plan|plan }}", "why": "W", "next": "N"}
INPUT = {"eventType": "MembershipExpired", "language": "EN", **PHRASES}


async def test_staff_save_and_publish(gateway: Gateway) -> None:
    saved = (await gateway.data(SAVE, "staff", input=INPUT))["saveTemplateDraft"]
    assert saved["template"] == {
        "language": "EN",
        "draft": {"number": 3, "savedBy": {"name": "Ms Zhou"}},
    }
    await gateway.data(PUBLISH, "staff")
    [(draft, by), (publish, key)] = gateway.apis.notify.executed
    assert draft == templates.SaveTemplateDraft(
        event_type="MembershipExpired",
        language="en",
        phrases=templates.PhraseSources(**PHRASES),
    )
    assert publish == templates.PublishTemplate(
        event_type="MembershipExpired", language="en", version=0
    )
    assert (by.actor.kind, key.idempotency_key) == ("STAFF", "staff:m-1:k")


async def test_a_refused_draft_says_which_phrase_to_mend(gateway: Gateway) -> None:
    says = "title (line 1) uses the variable prise."
    gateway.apis.notify.fails = InvalidInput(says, field="title")
    answer = (await gateway.data(SAVE, "staff", input=INPUT))["saveTemplateDraft"]
    assert answer == {
        "__typename": "InvalidInput",
        "code": "INVALID_INPUT",
        "message": says,
        "field": "title",
    }


async def test_every_template_is_seen_in_two_calls(gateway: Gateway) -> None:
    data = await gateway.data(EVERYTHING, "staff")
    assert [one["language"] for one in data["templates"]] == ["ZH", "EN"]
    assert data["templates"][0]["preview"]["sms"] == {"text": "【Reinstate】已到期", "segments": 1}
    assert len(gateway.apis.notify.reads) == 2


@pytest.mark.parametrize("role", ["host", "member", "partner", None])
async def test_nobody_else_sees_them(gateway: Gateway, role: str | None) -> None:
    asked = 'eventType: "MembershipExpired", language: EN'
    template = f"{{ template({asked}) {{ inUse }} }}"
    preview = f"{{ previewTemplate({asked}) {{ inbox }} }}"
    for query in (EVERYTHING, template, preview):
        assert await gateway.code(query, role) == ("FORBIDDEN" if role else "UNAUTHENTICATED")
    assert not gateway.apis.notify.reads
