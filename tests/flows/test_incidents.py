"""An incident through the public API: three members held by mistake are put right by one decision,
one of whom appealed, one of whom said 'me too', and one of whom never said anything."""

from contextlib import AsyncExitStack
from typing import Any

from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff
from tests.flows.test_appeals import appeal_is
from tests.flows.test_loss_and_return import ONE, status_is

INCIDENT = "IncidentSuccess { incident { id state } }"
SAYS = {"zh": "客服误将部分会员暂停。", "en": "Our staff stopped some memberships by mistake."}


async def manage(staff: Staff, name: str, kind: str, **input: Any) -> dict[str, Any]:
    done = await staff.do(name, kind, INCIDENT, **input)
    assert "code" not in done, done
    found: dict[str, Any] = done["incident"]
    return found


async def incident_is(staff: Staff, id: str, state: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        data = await staff.client.run(
            f'{{ incident(id: "{id}") {{ state tried {{ members possible worth {{ amount }} }}'
            " members { state members } } }"
        )
        found: dict[str, Any] = data["incident"]
        return found if found["state"] == state else None

    return await eventually(look)


async def told(member: Member) -> list[str]:
    """The alerts of incidents, and of what their remedies are made of."""
    kinds = [alert["eventType"] for alert in await member.alerts()]
    words = ("Incident", "Remed", "HoldReleased", "Credited")
    return sorted(one for one in kinds if any(word in one for word in words))


async def orders_at_full_price(system: System, member: Member) -> None:
    async with await system.host() as host:
        done = await host.change(
            "reportOrder", "ReportOrderInput",
            memberId=member.id, orderId=f"o-{member.id}", at=(await system.now()).isoformat(),
            fullPrice=100_00, paidPrice=100_00,
        )  # fmt: skip
    assert "code" not in done, done


async def public_line(system: System, id: str) -> dict[str, Any] | None:
    async with await system.member("nobody-1") as anybody:
        data = await anybody.client.run("{ incidentStatus { id state says { en } } }")
    return next((line for line in data["incidentStatus"] if line["id"] == id), None)


@ONE
async def test_what_was_taken_from_many_is_put_right_by_one_decision(system: System) -> None:
    async with AsyncExitStack() as leaving, await system.staff("s-9", name="Lin") as staff:
        members = [
            await leaving.enter_async_context(await system.new_member(plan="silver", balance=40_00))
            for _ in range(3)
        ]
        appealed, joins, silent = members
        since = (await system.now()).isoformat()
        for one in members:
            await staff.change("placeHold", "PlaceHoldInput", memberId=one.id, reason="A check.")
        await orders_at_full_price(system, silent)
        opened = await appealed.appeal("openAppeal", "OpenAppealInput", text="Why me?")

        id = (
            await manage(
                staff, "openIncident", "OpenIncidentInput",
                cause="STAFF_ACTION", since=since, reason="The wrong list was used.",
            )
        )["id"]  # fmt: skip
        await manage(staff, "publishIncidentStatus", "PublishIncidentStatusInput", id=id, says=SAYS)
        line = await public_line(system, id)
        assert line == {"id": id, "state": "INVESTIGATING", "says": {"en": SAYS["en"]}}

        async def joined() -> dict[str, Any] | None:
            done = await joins.do(
                "joinIncident", "JoinIncidentInput",
                "JoinIncidentSuccess { incident { joined state } number }",
                id=id, text="Mine as well.",
            )  # fmt: skip
            found: dict[str, Any] | None = done["incident"]
            return found

        assert await eventually(joined) == {"joined": True, "state": "WAITING"}

        remedy = {"cause": "STAFF_ACTION", "remedy": "RESTORE", "credit": True}
        await manage(staff, "previewIncident", "PreviewIncidentInput", id=id, **remedy)
        tried = await incident_is(staff, id, "PREVIEWED")
        assert (tried["tried"]["members"], tried["tried"]["possible"]) == (3, 3)
        assert tried["tried"]["worth"]["amount"] > 0
        await manage(
            staff, "confirmIncident", "ConfirmIncidentInput",
            id=id, reason="We used the wrong list.", says=SAYS,
        )  # fmt: skip
        settled = await incident_is(staff, id, "SETTLED")
        assert settled["members"] == [{"state": "REMEDIED", "members": 3}]

        for one in members:
            assert (await status_is(one, "ACTIVE"))["entitled"] is True
            events = [event["type"] for event in await one.timeline()]
            assert events.count("RemedyApplied") == 1
        decided = await appeal_is(appealed, opened["number"], state="CLOSED")
        assert (decided["decision"]["verdict"], decided["decision"]["remedyState"]) == (
            "UPHELD",
            "APPLIED",
        )
        # silver pays 95 % of 100.00
        await system.message(await silent.phone(), SAYS["en"], "¥5.00 for the discount")
        assert await told(silent) == await told(appealed) == ["IncidentRemedied"]
        assert await told(joins) == ["IncidentJoined", "IncidentRemedied"]
        line = await public_line(system, id)
        assert line is not None
        assert line["state"] == "RESOLVED"
