"""A member takes along everything that is known of them, over every process that knows some."""

import json
import zipfile
from pathlib import Path
from typing import Any

from tests.flows.conftest import System
from tests.flows.people import Member
from tests.flows.test_causes import code_for
from tests.flows.test_packages import PHOTO, add_photo, loaded, verified
from tests.flows.test_subscriptions import SEPARATE
from tests.waiting import eventually

PURPOSE = ("EXPORT", "exporting your data")


async def with_code(system: System, member: Member, name: str) -> dict[str, Any]:
    code = await code_for(system, member, *PURPOSE)
    query = f"""mutation($code: String!) {{ {name}(input: {{code: $code}}) {{
      ... on ExportSuccess {{ export {{ state }} link {{ path }} }}
      ... on Problem {{ code message }} }} }}"""
    answer: dict[str, Any] = (await member.client.run(query, code=code))[name]
    return answer


@SEPARATE
async def test_a_member_takes_everything_along_and_it_verifies(
    system: System, tmp_path: Path
) -> None:
    async with await system.new_member(plan="silver", balance=40_00) as member:
        assert "code" not in await member.change("cancel", "PlainInput")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="请核实我的会员。")
        await add_photo(system, member, opened["number"])
        assert (await with_code(system, member, "requestExport"))["export"]

        async def ready() -> bool:
            shown = (await member.client.run("{ export { state progress } }"))["export"]
            return bool(shown["state"] == "READY")

        await eventually(ready)
        await system.message(await member.email(), "export of your data is ready")
        await system.advance("PT2M")
        given = await with_code(system, member, "exportLink")
        assert "link" in given, given
        link = given["link"]["path"]
        status, content = await loaded(system, link)
        assert status == 200
        package = tmp_path / "export.zip"
        package.write_bytes(content)
        told = verified(package)
        assert told.returncode == 0, told.stdout + told.stderr
        with zipfile.ZipFile(package) as archive:
            alerts = json.loads(archive.read("data/alerts.json"))
            assert archive.read(f"appeals/{opened['number']}/files/01.png") == PHOTO
        assert {"MembershipEnrolled", "AppealSubmitted"} <= {one["event_type"] for one in alerts}
        assert (await loaded(system, link))[0] == 404
        shown = (await member.client.run("{ export { state } }"))["export"]
        assert shown == {"state": "DOWNLOADED"}
