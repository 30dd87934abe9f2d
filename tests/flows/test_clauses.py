"""A stricter rule is announced to everybody and binds nobody who was not told in time."""

from datetime import datetime, timedelta
from typing import Any

from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff


async def publish(staff: Staff, effective_at: datetime, days: int) -> dict[str, Any]:
    selection = "ClauseSuccess { clause { clause version adverse effectiveAt } }"
    answer = await staff.do(
        "publishClause", "PublishClauseInput", selection,
        clause="inactivity",
        title={"zh": "不活跃规则", "en": "Inactivity"},
        text={"zh": f"{days} 天未登录将降级。", "en": f"{days} days without a login."},
        parameters={"inactivity_days": days, "warn_days": 7},
        effectiveAt=effective_at.isoformat(),
    )  # fmt: skip
    return answer.get("clause") or answer


async def clause(member: Member, version: int) -> dict[str, Any]:
    shape = """{ clause version standing adverse bindsAt noticeDeliveredAt
      differences { name before after stricter } }"""
    answer = await member.ask(f"clauses {{ current {shape} coming {shape} past {shape} }}")
    versions = [one for group in answer["clauses"].values() for one in group]
    found: dict[str, Any] = next(
        c for c in versions if (c["clause"], c["version"]) == ("inactivity", version)
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
