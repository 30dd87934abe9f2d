"""Staff change the words of a message while everything runs."""

from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Staff

pytestmark = pytest.mark.systems("separate")

SHAPE = "TemplateSuccess { template { inUse draft { number } steps { by { kind } version } } }"
NAMED = {"eventType": "MembershipUpgraded", "language": "EN"}
WORDS = {
    "title": "Welcome to {{ to_plan|plan }}",
    "what": "Your new plan is {{ to_plan|plan }}.",
    "why": "You paid {{ paid|money }}.",
    "next": "Enjoy.",
}


async def save(staff: Staff, **words: str) -> dict[str, Any]:
    input = {**NAMED, **WORDS, **words}
    return await staff.do("saveTemplateDraft", "SaveTemplateDraftInput", SHAPE, **input)


async def publish(staff: Staff, **which: int) -> dict[str, Any]:
    return await staff.do("publishTemplate", "PublishTemplateInput", SHAPE, **NAMED, **which)


async def test_the_next_member_reads_what_staff_published(system: System) -> None:
    async with (
        await system.new_member(balance=900_00) as member,
        await system.staff() as staff,
    ):
        refused = await save(staff, why="You paid {{ pade|money }}.")
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "why")
        assert "想写 paid" in refused["message"]
        saved = await save(staff)
        number = saved["template"]["draft"]["number"]
        look = """{ renderTemplate(eventType: "MembershipUpgraded", language: EN, draft: true) {
          ... on TemplatePreview { sms { text encoding segments } mail { subject html } } } }"""
        seen = (await staff.client.run(look))["renderTemplate"]
        assert (seen["sms"]["encoding"], seen["sms"]["segments"]) == ("GSM-7", 1)
        assert "Your new plan is Diamond." in seen["mail"]["html"]
        published = await publish(staff, draft=number)
        try:
            assert published["template"]["steps"][0] == {"by": {"kind": "STAFF"}, "version": 1}
            await member.change("upgrade", "PlanInput", plan="diamond")
            sms = await system.message(await member.phone(), "Your new plan is Diamond.")
            assert "Enjoy. http" in sms["body"]
        finally:
            back = await publish(staff, version=0)
        assert back["template"]["inUse"] == 0


async def test_every_template_can_be_seen_in_one_question(system: System) -> None:
    async with await system.staff() as staff:
        found = await staff.client.run("""{ templates {
          eventType language inUse preview { sms { text segments } mail { subject text html } }
        } }""")
    assert len(found["templates"]) > 60
    for one in found["templates"]:
        assert one["preview"]["sms"]["segments"] <= 2
        assert one["preview"]["mail"]["html"].startswith("<!DOCTYPE html>")
