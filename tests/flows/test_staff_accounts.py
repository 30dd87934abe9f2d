"""Somebody joins the staff by mail, works, and is let go, through the public graph alone."""

import asyncio
import re
from typing import Any

import pyotp
import pytest
from websockets.exceptions import ConnectionClosed

from tests.client import Client, GraphQLErrors
from tests.flows.conftest import System
from tests.flows.people import Staff
from tests.flows.test_accounts import way_in
from tests.flows.test_loss_and_return import ONE
from tests.flows.test_subscriptions import Following, following
from tests.flows.test_takeover import run
from tests.waiting import eventually

EMAIL = "wu.fang@shop.example"
PASSWORD = "correct horse battery"
GONE_WITHIN = 5.0  # seconds
STAFF = "StaffSuccess { staff { id kind state } }"


async def change(person: Staff, name: str, /, **input: Any) -> Any:
    kind = f"{name[0].upper()}{name[1:]}Input"
    return await person.do(name, kind, STAFF, **input)


async def joined(system: System, client: Client) -> pyotp.TOTP:
    """With the code of the mail, a password and an app, which is given."""
    message = await system.message(EMAIL, "joining the staff")
    code = re.search(r"\b\d{6}\b", message["body"])
    assert code, message
    assert "72 hours" in message["body"]
    person = Staff(client)
    app = await person.do(
        "beginJoining", "BeginJoiningInput", "StaffJoining { secret continuation }", email=EMAIL
    )
    totp = pyotp.TOTP(app["secret"])
    shown = totp.at(await system.now())
    done = await change(
        person, "joinStaff", email=EMAIL, code=code[0], password=PASSWORD,
        continuation=app["continuation"], totp=shown,
    )  # fmt: skip
    assert done["staff"]["state"] == "ACTIVE", done
    return totp


async def to_the_end(follower: Following) -> None:
    while True:
        await follower.receive()


async def signed_in(system: System, client: Client, app: pyotp.TOTP) -> str:
    """The access token; the password alone gives none."""
    step = await way_in(client, "signIn", handle=EMAIL, password=PASSWORD)
    assert step["proofs"] == ["TOTP"], step
    shown = app.at(await system.now())
    done = await way_in(
        client, "confirmSignIn", attemptId=step["attemptId"], proof="TOTP", answer=shown
    )
    return str(done["accessToken"])


@ONE
async def test_staff_join_work_and_leave(system: System) -> None:
    async with (
        await system.staff("s-first", staff_kind="admin", name="Zhou Lan") as admin,
        await system.new_member(plan="silver", balance=40_00) as member,
        Client(system.gateway, language="en") as client,
    ):
        code, said = await run(
            system, "staff-invite", EMAIL, "--name", "Wu Fang", "--kind", "reviewer",
            "--language", "en",
        )  # fmt: skip
        assert code == 0, said
        app = await joined(system, client)
        await system.advance("PT30S")  # a code of the app is good once
        client.token = await signed_in(system, client, app)
        await member.change("cancel", "PlainInput")
        number = (await member.appeal("openAppeal", "OpenAppealInput", text="No."))["number"]
        reviewer = Staff(client)
        taken = await reviewer.appeal("takeAppeal", "TakeAppealInput", number=number)
        assert taken["state"] == "IN_REVIEW", taken
        masked = await reviewer.member(member.id, "profile { phone }")
        assert "…" in masked["profile"]["phone"]
        who = "appealReviewers { id name has left }"
        [staff_id] = [
            one["id"]
            for one in (await admin.client.run("{ staff { id name } }"))["staff"]
            if one["name"] == "Wu Fang"
        ]
        assert {"id": staff_id, "name": "Wu Fang", "has": 1, "left": False} in (
            await admin.client.run(f"{{ {who} }}")
        )["appealReviewers"]
        live = "subscription { appealProgressed { number } }"
        async with following(system, client.token, live) as follower:
            await change(admin, "offboardStaff", staffId=staff_id, reason="Moves away.")

            async def shut() -> bool:
                try:
                    await client.run("{ appealQueues { queue } }")
                except GraphQLErrors:
                    return True
                return False

            await eventually(shut, within=GONE_WITHIN)
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(to_the_end(follower), GONE_WITHIN)

        async def free() -> bool:
            found = await admin.client.run(f"{{ {who} }}")
            return {"id": staff_id, "name": "Wu Fang", "has": 0, "left": True} in found[
                "appealReviewers"
            ]

        await eventually(free)
        client.token = ""
        again = await way_in(client, "signIn", handle=EMAIL, password=PASSWORD)
        assert again["code"] == "WRONG_CREDENTIALS"
