"""What staff write about members: each reason is read by somebody."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from typing import Any

from pymongo import MongoClient

from infra.dev.parts import ROOT
from services.settings import load_settings
from tests.browser.stored.cast import Cast
from tests.browser.stored.texts import LONG, SHORT
from tests.flows.test_undelivered import faults, tasks_of
from tests.waiting import eventually


async def of_staff_to_members(cast: Cast) -> None:
    staff, why = cast.staff, {"reason": LONG}
    of, of_other = {"memberId": cast.member.id}, {"memberId": cast.other.id}
    await cast.does(staff, "revealContact", **of, **why)
    await cast.does(staff, "placeHold", **of, **why)
    await cast.does(staff, "releaseMemberHold", kind="STAFF", **of, **why)
    await cast.does(staff, "grantDays", days=1, **of, **why)
    await cast.does(staff, "adjustBalance", amount=1, **of, **why)
    await cast.does(staff, "withdrawBalance", amount=1, **of, **why)
    await cast.does(staff, "suppressAddress", channel="EMAIL", **of, **why)
    await cast.does(staff, "liftSuppression", channel="EMAIL", **of, **why)
    await cast.does(
        staff,
        "reviewThirdPartyRenewal",
        orderId=f"third-{cast.other.id}",
        confirmed=False,
        **of_other,
        **why,
    )
    await cast.does(staff, "refusePaymentClaim", orderId=f"claimed-{cast.member.id}", **of, **why)
    await _a_rectification(cast)
    act = {"adjustBalance": {"amount": 1}}
    await cast.does(staff, "draftCorrections", act=act, memberIds=[cast.member.id], **why)
    await _refused_by_another(cast)
    await _merged(cast)
    await _an_unreachable_member(cast)


async def _refused_by_another(cast: Cast) -> None:
    """What is above the limits waits for a second person."""
    much = {"memberId": cast.member.id, "amount": 99_999_00, "reason": LONG}
    waits = await cast.does(cast.staff, "adjustBalance", "corrections { id }", **much)
    async with await cast.world.staff("s-second-hostile", name=SHORT) as second:
        of = {"id": waits["corrections"]["id"]}
        await cast.does(second, "refuseCorrections", reason=LONG, **of)


async def _merged(cast: Cast) -> None:
    async with (
        await cast.world.new_member(balance=19_90) as kept,
        await cast.world.new_member(balance=19_90) as gone,
    ):
        of = {"memberId": kept.id, "otherId": gone.id}
        await cast.does(cast.staff, "grantPlan", memberId=kept.id, plan="diamond", reason=LONG)
        await cast.does(cast.staff, "mergeMembers", reason=LONG, **of)


async def _a_rectification(cast: Cast) -> None:
    [asked] = (await cast.member.ask("rectifications { id }"))["rectifications"]
    await cast.does(
        cast.staff, "decideRectification", memberId=cast.member.id, id=asked["id"],
        accepted=False, reason=LONG, mended=[], nothingToMend=False,
    )  # fmt: skip


async def _an_unreachable_member(cast: Cast) -> None:
    """What no channel could tell waits as a task; one of them is done."""
    other, staff, why = cast.other, cast.staff, {"reason": LONG}
    phone, email = await other.phone(), await other.email()
    broken = {
        "sms": {"status": 400, "code": 21614, "to": phone},
        "email": {"code": 550, "to": email},
    }
    async with faults(cast.world, **broken):
        await cast.does(staff, "placeHold", memberId=other.id, **why)
        await cast.does(staff, "cancelMembership", memberId=other.id, **why)

        async def given_up() -> bool:
            ends = [one for alert in await other.alerts() for one in alert["deliveries"]]
            return {"SMS", "EMAIL"} <= {one["channel"] for one in ends if one["state"] == "FAILED"}

        await eventually(given_up)
        await cast.world.advance("PT3H")
        tasks = await eventually(lambda: tasks_of(staff, other))
    await cast.does(staff, "takeTask", taskId=tasks[0]["id"])
    await cast.does(staff, "finishTask", taskId=tasks[0]["id"], note=LONG)
    await cast.does(staff, "closeMembership", memberId=other.id, **why)


async def of_who_finds_a_damaged_record(cast: Cast) -> None:
    """A row is not as it was written; the command says so, and who looked into it closes it."""
    env = cast.world.supervisor.env
    database = load_settings(env).database("membership")
    with MongoClient[dict[str, Any]](env["MONGO_URL"]) as client:
        rows = client[database]["memberships"]
        rows.update_one({"_id": cast.member.id}, {"$inc": {"state.balance": 1}})
    rebuild = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services", "rebuild"), cwd=ROOT, env=env, stdout=DEVNULL
    )
    await rebuild.wait()

    async def found() -> list[dict[str, Any]]:
        answer = await cast.staff.client.run("{ recordIncidents { id } }")
        incidents: list[dict[str, Any]] = answer["recordIncidents"]
        return incidents

    incident = (await eventually(found))[0]
    await cast.does(cast.staff, "closeRecordIncident", incidentId=incident["id"], reason=LONG)


async def of_who_decides_on_accounts(cast: Cast) -> None:
    async def asked() -> dict[str, Any] | None:
        found = (await cast.staff.client.run("{ accountRequests { id memberId } }"))[
            "accountRequests"
        ]
        return next((one for one in found if one["memberId"] == cast.other.id), None)

    request = await eventually(asked)
    await cast.does(cast.staff, "decideAccountRequest", id=request["id"], accept=False, reason=LONG)
    whose = {"accountId": cast.other.id, "reason": LONG}
    await cast.does(cast.staff, "endSessionsOf", **whose)
    await cast.does(cast.staff, "resetPasswordOf", **whose)
