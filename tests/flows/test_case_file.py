"""What a member would have to prove assembles itself, proves itself, and follows what is new."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.flows.conftest import System, eventually
from tests.flows.people import Host, Member, Person
from tests.flows.test_loss_and_return import ONE, status_is

DAY = timedelta(days=1)
ASK = """query($number: String!) { caseFile(number: $number) {
  content ofOthers sealed { version sha256 missing }
  versions { version }
  file {
    moneyLost { amount } explanation { entitled cause moneyLost { amount } }
    explanationNow { entitled moneyLost { amount } }
    records { kind id hash facts } namedOrders { named match near id }
    alerts { id eventType received deliveries { channel state attempts receivedAt } }
    difference { added { kind id } changed { kind id } gone { kind id } } } } }"""


async def case_file(person: Person, number: str, at_least: int = 1) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        found: dict[str, Any] = (await person.client.run(ASK, number=number))["caseFile"]
        sealed = found["sealed"]
        return found if sealed["version"] >= at_least and not sealed["missing"] else None

    return await eventually(look)


async def orders(host: Host, member: Member, id: str, at: str, paid: int) -> None:
    done = await host.change(
        "reportOrder", "ReportOrderInput",
        memberId=member.id, orderId=id, at=at, fullPrice=paid, paidPrice=paid,
    )  # fmt: skip
    assert "code" not in done, done


def verified(content: str, sha256: str, folder: Path) -> str:
    file = folder / "case-file.json"
    file.write_text(content)
    command = [sys.executable, "-I", "docs/verify_case_file.py", str(file), sha256]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@ONE
async def test_a_case_assembles_itself(system: System, tmp_path: Path) -> None:
    async with (
        await system.new_member(plan="silver", balance=40_00) as member,
        await system.new_member(plan="silver", balance=40_00) as other,
        await system.host() as host,
        await system.staff() as staff,
    ):
        await system.advance("P35D")
        await status_is(member, "EXPIRED")
        mine, theirs = f"KM-{member.id}-1", f"KM-{other.id}-9"
        await orders(host, member, mine, (await system.now()).isoformat(), 100_00)
        await orders(host, other, theirs, (await system.now()).isoformat(), 7_00)
        await system.advance("PT1H")
        number = (
            await member.appeal(
                "openAppeal", "OpenAppealInput",
                text="I never let it lapse.", orders=[mine.lower(), mine[:-1] + "8", theirs],
            )
        )["number"]  # fmt: skip

        found = await case_file(member, number)
        file = found["file"]
        assert file["explanation"]["moneyLost"]["amount"] == 0
        assert file["moneyLost"]["amount"] == 5_00  # silver gives 5 %
        assert file["explanationNow"]["moneyLost"]["amount"] == 5_00
        assert [(one["match"], one["near"], one["id"]) for one in file["namedOrders"]] == [
            ("FOUND", None, mine), ("NEARLY", "CHARACTER", mine), ("NOT_ON_RECORD", None, ""),
        ]  # fmt: skip
        assert {"ORDER", "CLAUSE", "PLAN"} <= {one["kind"] for one in file["records"]}
        assert all(len(one["hash"]) == 64 for one in file["records"])
        told = {one["eventType"]: one for one in file["alerts"]}
        assert told["MembershipExpired"]["received"]
        assert any(one["receivedAt"] for one in told["MembershipExpired"]["deliveries"])
        assert "It holds" in verified(found["content"], found["sealed"]["sha256"], tmp_path)
        forged = found["content"].replace('"paid_price":10000', '"paid_price":10001')
        assert "It holds" not in verified(forged, found["sealed"]["sha256"], tmp_path)

        assert found["ofOthers"] == []
        assert (await case_file(staff, number))["ofOthers"] == [theirs]
        assert (await other.client.run(ASK, number=number))["caseFile"] is None

        await orders(host, member, f"{mine}b", (await system.now()).isoformat(), 20_00)
        await staff.appeal("refreshCaseFile", "AppealInput", number=number)
        anew = await case_file(member, number, at_least=2)
        assert anew["file"]["moneyLost"]["amount"] == 6_00
        difference = anew["file"]["difference"]
        assert {"kind": "ORDER", "id": f"{mine}b"} in difference["added"]
        assert {"kind": "EXPLANATION", "id": "NOW"} in difference["changed"]
        assert difference["gone"] == []
