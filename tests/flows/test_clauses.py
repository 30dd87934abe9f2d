"""A stricter rule is announced to everybody and binds nobody who was not told in time."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff

pytestmark = pytest.mark.systems("one")

SHIPPED = {
    "pause": {"pause_days": 90},
    "renewal": {"reminder_days": 3, "late_payment_days": 7},
}


async def publish(staff: Staff, effective_at: datetime, days: int) -> dict[str, Any]:
    parameters = {"inactivity_days": days, "warn_days": 7}
    return await publish_any(staff, "inactivity", effective_at, parameters)


async def publish_any(
    staff: Staff, code: str, effective_at: datetime, parameters: dict[str, int]
) -> dict[str, Any]:
    selection = "ClauseSuccess { clause { clause version adverse effectiveAt } }"
    answer = await staff.do(
        "publishClause", "PublishClauseInput", selection,
        clause=code,
        title={"zh": "规则更新", "en": "Changed rules"},
        text={"zh": f"新的规则：{parameters}", "en": f"The rules from now on: {parameters}"},
        parameters=parameters,
        effectiveAt=effective_at.isoformat(),
    )  # fmt: skip
    return answer.get("clause") or answer


async def clause(member: Member, version: int, code: str = "inactivity") -> dict[str, Any]:
    shape = """{ clause version standing adverse bindsAt noticeDeliveredAt
      differences { name before after stricter } }"""
    answer = await member.ask(f"clauses {{ current {shape} coming {shape} past {shape} }}")
    versions = [one for group in answer["clauses"].values() for one in group]
    found: dict[str, Any] = next(
        c for c in versions if (c["clause"], c["version"]) == (code, version)
    )
    return found


async def test_a_stricter_clause_needs_30_days_and_each_members_own_notice(
    system: System,
) -> None:
    async with (
        await system.new_member(balance=900_00, auto_renew=True) as member,
        await system.staff() as staff,
    ):
        now = datetime.fromisoformat(await system.advance("PT1S"))
        refused = await publish(staff, now + timedelta(days=29), days=20)
        assert refused["code"] == "INVALID_INPUT"
        assert "30" in refused["message"]

        published = await publish(staff, now + timedelta(days=31), days=20)
        assert published["adverse"] is True
        version = published["version"]
        await system.message(await member.phone(), f"Version {version}", "stricter")

        async def told() -> dict[str, Any] | None:
            found = await clause(member, version)
            return found if found["noticeDeliveredAt"] else None

        coming = await eventually(told)
        assert coming["standing"] == "COMING"
        assert {"name": "inactivity_days", "stricter": True}.items() <= coming["differences"][
            0
        ].items()
        delivered = datetime.fromisoformat(coming["noticeDeliveredAt"])
        assert datetime.fromisoformat(coming["bindsAt"]) >= delivered + timedelta(days=30)

        await system.advance("P32D")

        async def bound() -> bool:
            standing: str = (await clause(member, version))["standing"]
            return standing == "BINDING"

        await eventually(bound)
        kinds = [event["type"] for event in await member.timeline()]
        assert kinds.count("NoticeDelivered") >= 1
        assert "ClauseBound" in kinds

        # others who use this system are not bound by it
        milder = await publish(staff, datetime.fromisoformat(await system.advance("PT0S")), days=30)
        assert milder["adverse"] is False


async def test_a_draft_is_looked_at_first_and_a_member_reads_what_changed_and_keeps_it(
    system: System,
) -> None:
    async with await system.new_member() as member, await system.staff() as staff:
        say = {"zh": "撤销期为零。", "en": "Nothing can be undone."}
        shape = "ClauseDraftSuccess { draft { revision adverse preview { finished seen worse } } }"

        async def drafts(name: str, kind: str, **input: Any) -> dict[str, Any]:
            answer = await staff.do(name, kind, shape, **input)
            return answer.get("draft") or answer

        texts = {"title": say, "text": say}
        nonsense = {"code": "changes", "parameters": {"undo_hours": 0}, **texts}
        refused = await drafts("saveClauseDraft", "SaveClauseDraftInput", **nonsense)
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "parameters")
        stricter = {"code": "pause", "parameters": {"pause_days": 10}, **texts}
        saved = await drafts("saveClauseDraft", "SaveClauseDraftInput", **stricter)
        assert saved["adverse"] is True
        await drafts("previewClause", "PreviewClauseInput", code="pause")

        async def counted() -> dict[str, Any] | None:
            asked = '{ clauseDraft(code: "pause") { preview { finished total seen worse } } }'
            preview: dict[str, Any] = (await staff.client.run(asked))["clauseDraft"]["preview"]
            return preview if preview["finished"] else None

        preview = await eventually(counted)
        assert preview["total"] == preview["seen"] >= preview["worse"] >= 1

        kept = (await member.ask("clauses { current { clause version document sha256 } }"))[
            "clauses"
        ]["current"]
        one = next(c for c in kept if c["clause"] == "pause")
        assert sha256(one["document"].encode()).hexdigest() == one["sha256"]
        await member.change(
            "acknowledgeClause", "AcknowledgeClauseInput",
            clause="pause", version=one["version"],
        )  # fmt: skip
        assert "ClauseAcknowledged" in [entry["type"] for entry in await member.timeline()]


async def test_what_is_only_announced_is_no_measure_and_binds_nobody_who_was_not_told(
    system: System,
) -> None:
    """Pauses of 90 days are in force; 60 days, and a later reminder, are announced."""
    async with await system.staff() as staff:
        now = datetime.fromisoformat(await system.advance("PT1S"))
        effective = now + timedelta(days=31)
        published = {
            "pause": await publish_any(staff, "pause", effective, {"pause_days": 60}),
            "renewal": await publish_any(
                staff, "renewal", effective, {"reminder_days": 2, "late_payment_days": 7}
            ),
        }
        assert [one["adverse"] for one in published.values()] == [True, True]
        at_once = await publish_any(staff, "pause", now, {"pause_days": 60})
        assert at_once["code"] == "INVALID_INPUT"
        assert "30" in at_once["message"]

        await system.advance("P2D")
        async with await system.new_member(balance=900_00, auto_renew=True) as newcomer:
            await joined_in_between(system, newcomer, published, effective)
        for code, shipped in SHIPPED.items():  # for others who use this system
            back = await publish_any(staff, code, await system.now(), shipped)
            assert back["adverse"] is False


async def joined_in_between(
    system: System, newcomer: Member, published: dict[str, dict[str, Any]], effective: datetime
) -> None:
    async def told(code: str) -> dict[str, Any] | None:
        found = await clause(newcomer, published[code]["version"], code)
        return found if found["noticeDeliveredAt"] else None

    for code in published:
        coming = await eventually(lambda code=code: told(code))
        delivered = datetime.fromisoformat(coming["noticeDeliveredAt"])
        assert datetime.fromisoformat(coming["bindsAt"]) >= delivered + timedelta(days=30)
        assert datetime.fromisoformat(coming["bindsAt"]) > effective

    async def standings() -> set[str]:
        found = [await clause(newcomer, one["version"], code) for code, one in published.items()]
        return {one["standing"] for one in found}

    await system.advance("P29DT12H")
    assert await standings() == {"COMING"}, "in force, and not for somebody told 29 days ago"
    await system.advance("P2D")

    async def bind() -> bool:
        return await standings() == {"BINDING"}

    await eventually(bind)
    said = await system.message(await newcomer.phone(), "now appl", "as we told you on")
    assert "other changed terms" in said["body"]
    of_it = [m for m in await system.messages(await newcomer.phone()) if "now appl" in m["body"]]
    assert len(of_it) == 1


async def bindings(member: Member, code: str) -> list[tuple[int, datetime]]:
    """The versions of a clause that bound the member, each with when."""
    entries = await member.timeline()
    assert entries == sorted(entries, key=lambda entry: datetime.fromisoformat(entry["happenedAt"]))
    return [
        (entry["body"]["clause_version"], datetime.fromisoformat(entry["happenedAt"]))
        for entry in entries
        if entry["type"] == "ClauseBound" and entry["body"]["clause"] == code
    ]


@pytest.mark.systems("one")
async def test_a_milder_version_binds_after_the_stricter_one_whose_notice_came_late(
    system: System,
) -> None:
    """In force a month before the stricter one binds this member, who is bound to neither then."""
    async with await system.staff() as staff:
        effective = await system.now() + timedelta(days=31)
        stricter = await publish_any(staff, "pause", effective, {"pause_days": 60})
        await system.advance("P29D")
        async with await system.new_member(balance=900_00, auto_renew=True) as newcomer:

            async def told() -> dict[str, Any] | None:
                found = await clause(newcomer, stricter["version"], "pause")
                return found if found["noticeDeliveredAt"] else None

            binds_at = datetime.fromisoformat((await eventually(told))["bindsAt"])
            await system.advance_to(effective + timedelta(hours=1))
            milder = await publish_any(staff, "pause", await system.now(), {"pause_days": 75})
            assert (stricter["adverse"], milder["adverse"]) == (True, False)
            assert binds_at - await system.now() > timedelta(days=27)
            await system.advance_to(binds_at - timedelta(hours=1))
            assert await bindings(newcomer, "pause") == []

            await system.advance_to(binds_at + timedelta(hours=1))
            bound = [(stricter["version"], binds_at), (milder["version"], binds_at)]
            assert await bindings(newcomer, "pause") == bound
            assert (await clause(newcomer, milder["version"], "pause"))["standing"] == "BINDING"
        back = await publish_any(staff, "pause", await system.now(), SHIPPED["pause"])
        assert back["adverse"] is False
