"""An appeal leaves the house as a package that stands alone."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes.files import picture
from tests.flows.conftest import System
from tests.flows.people import Member, Person
from tests.flows.test_loss_and_return import ONE
from tests.flows.test_subscriptions import SEPARATE

PHOTO = picture("PNG")
ADD = """mutation($input: AddEvidenceInput!) { addEvidence(input: $input) {
  __typename ... on Problem { code message } } }"""
ASK = """query($number: String!) { appeal(number: $number) {
  caseFile { historyHash } complaintTexts { name text } package { path expiresAt fileName } } }"""


async def loaded(system: System, path: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession(system.gateway) as session, session.get(path) as response:
        return response.status, await response.read()


async def packed(system: System, person: Person, number: str) -> bytes:
    link = (await person.client.run(ASK, number=number))["appeal"]["package"]
    assert link["fileName"] == f"{number}.zip"
    status, content = await loaded(system, link["path"])
    assert status == 200
    return content


async def add_photo(
    system: System, member: Member, number: str, *, name: str = "付款.png", text: str = "付款截图"
) -> None:
    """As the multipart request specification has it."""
    form = aiohttp.FormData(quote_fields=False)
    input = {"number": number, "text": text, "files": [None]}
    form.add_field("operations", json.dumps({"query": ADD, "variables": {"input": input}}))
    form.add_field("map", json.dumps({"0": ["variables.input.files.0"]}))
    form.add_field("0", PHOTO, filename=name)
    headers = {"authorization": f"Bearer {member.client.token}", "graphql-require-preflight": "1"}
    async with (
        aiohttp.ClientSession(system.gateway) as session,
        session.post("/graphql", data=form, headers=headers) as response,
    ):
        answer = await response.json()
    assert answer["data"]["addEvidence"]["__typename"] == "AppealSuccess", answer


def verified(package: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "docs/verify_package.py", str(package)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def without_time(package: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    return {**files, "manifest.json": {**manifest, "made_at": ""}}


@SEPARATE
async def test_a_package_is_whole_and_one_flipped_byte_is_found(
    system: System, tmp_path: Path
) -> None:
    async with await system.new_member(plan="silver", balance=40_00) as member:
        assert "code" not in await member.change("cancel", "PlainInput")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="我没有取消会员。")
        number = opened["number"]
        await add_photo(system, member, number)
        async with await system.staff("zhou.min", name="Zhou Min") as staff:
            for name, text in (("addStaffNote", "SECRET-NOTE"), ("answerAppeal", "我们正在核实。")):
                await staff.appeal("takeAppeal", "TakeAppealInput", number=number)
                await staff.appeal(name, "AppealTextInput", number=number, text=text)
            whole = await packed(system, member, number)
            assert without_time(await packed(system, staff, number)) == without_time(whole)
        package = tmp_path / "package.zip"
        package.write_bytes(whole)
        told = verified(package)
        assert told.returncode == 0, told.stdout + told.stderr

        files = without_time(whole)
        assert files["files/01.png"] == PHOTO
        assert json.loads(files["data/case-file-1.json"])["file"]["alerts"]
        assert "我们正在核实。" in files["case.zh.html"].decode()
        for name, content in files.items():
            if isinstance(content, bytes):
                assert b"SECRET-NOTE" not in content, name
        record = json.loads(files["data/appeal.json"])
        assert [message["by"]["kind"] for message in record["messages"]][-1] == "STAFF"
        assert "Zhou" not in json.dumps(record)

        flipped = bytearray(whole)
        flipped[whole.index(PHOTO) + len(PHOTO) // 2] ^= 1
        package.write_bytes(bytes(flipped))
        told = verified(package)
        assert told.returncode == 1
        assert "NOT GENUINE: files/01.png" in told.stdout

        shown = (await member.client.run(ASK, number=number))["appeal"]
        texts = {one["name"]: one["text"] for one in shown["complaintTexts"]}
        assert number in texts["complaint/12315.zh.txt"]
        await system.advance("PT6M")
        assert (await loaded(system, shown["package"]["path"]))[0] == 404


@ONE
async def test_a_link_to_a_package_is_good_for_its_appeal_alone(system: System) -> None:
    async with await system.new_member(plan="silver", balance=40_00) as member:
        await member.change("cancel", "PlainInput")
        number = (await member.appeal("openAppeal", "OpenAppealInput", text="请核实。"))["number"]
        link = (await member.client.run(ASK, number=number))["appeal"]["package"]["path"]
        for forged in (link[:-2] + "AA", link.replace("/packages/", "/files/"), "/packages/x"):
            assert (await loaded(system, forged))[0] == 404
        async with await system.member("somebody-else") as other:
            assert (await other.client.run(ASK, number=number))["appeal"] is None
