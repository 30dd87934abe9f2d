"""Files and a proof of who appeals, through the whole system: each part in a process of its own."""

import json
from typing import Any

import aiohttp
import pytest

from tests.fakes import files
from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Staff

ADD = """mutation($input: AddEvidenceInput!) { addEvidence(input: $input) {
  ... on AppealSuccess { appeal { number } } ... on Problem { code message } } }"""
SHOW = """query($number: String!) { appeal(number: $number) {
  files { name sha256 link { path } } identity { how triesLeft } } }"""


async def send(system: System, sender: Member | Staff, number: str, content: bytes) -> Any:
    operations = {"query": ADD, "variables": {"input": {"number": number, "files": [None]}}}
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("operations", json.dumps(operations))
    form.add_field("map", json.dumps({"0": ["variables.input.files.0"]}))
    form.add_field("0", content, filename="bill.png")
    headers = {
        "authorization": f"Bearer {sender.client.token}", "graphql-require-preflight": "1",
    }  # fmt: skip
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{system.gateway}/graphql", data=form, headers=headers) as answer,
    ):
        return (await answer.json())["data"]["addEvidence"]


async def opened(system: System, path: str) -> bytes:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{system.gateway}{path}") as answer,
    ):
        assert answer.status == 200
        return await answer.read()


@pytest.mark.systems("separate")
async def test_a_bill_reaches_staff_and_digits_of_the_phone_prove_who_sent_it(
    system: System,
) -> None:
    bill = files.picture("PNG", 1_200, 900)
    async with (
        await system.new_member(balance=40_00, plan="silver") as member,
        await system.new_member() as other,
        await system.staff() as staff,
    ):
        await staff.change("placeHold", "PlaceHoldInput", memberId=member.id, reason="A check.")
        number = (await member.appeal("openAppeal", "OpenAppealInput", text="I paid."))["number"]
        assert (await send(system, other, number, bill))["code"] == "NOT_FOUND"
        assert (await send(system, member, number, bill))["appeal"]["number"] == number
        for reader in (member, staff):
            [file] = (await reader.client.run(SHOW, number=number))["appeal"]["files"]
            assert await opened(system, file["link"]["path"]) == bill

        phone = await member.phone()
        wrong = f"{(int(phone[-4:]) + 1) % 10_000:04d}"
        refused = await member.appeal(
            "proveIdentity", "ProveIdentityInput", number=number, digits=wrong
        )
        assert refused["code"] == "INVALID_INPUT"
        await member.appeal("proveIdentity", "ProveIdentityInput", number=number, digits=phone[-4:])
        shown = (await staff.client.run(SHOW, number=number))["appeal"]["identity"]
        assert shown == {"how": "PHONE_DIGITS", "triesLeft": 4}

        async def told() -> bool:
            return "IdentityProven" in [alert["eventType"] for alert in await member.alerts()]

        await eventually(told)
