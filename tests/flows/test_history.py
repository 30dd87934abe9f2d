"""History goes in the order of time, and what was is read alike wherever it is asked."""

import asyncio
import csv
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Member
from tests.flows.test_late import stood
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = [pytest.mark.systems("nights"), pytest.mark.crowded]
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
CANCELLED = ("CANCELLED", False, False)


async def happened(member: Member, *kinds: str) -> list[datetime]:
    """When the newest event of each kind happened, once time is seen never to go back."""
    entries = await member.timeline()
    times = [instant(entry["happenedAt"]) for entry in entries]
    assert times == sorted(times)
    newest = {entry["type"]: at for entry, at in zip(entries, times, strict=True)}
    return [newest[kind] for kind in kinds]


async def explained(member: Member, at: datetime) -> bool:
    """Entitled, by the explanation of an instant."""
    query = "query($at: DateTime!) { me { membership { explanation(at: $at) { entitled } } } }"
    data = await member.client.run(query, at=at.isoformat())
    found: bool = data["me"]["membership"]["explanation"]["entitled"]
    return found


async def take_over(system: System, file: Path, *members: dict[str, Any]) -> list[dict[str, str]]:
    """Imports the members; gives the refused rows."""
    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(members[0]))
        writer.writeheader()
        writer.writerows(members)
    report = file.with_suffix(".refused.csv")
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "services", "import", str(file), "--report", str(report)],
        env=dict(system.supervisor.env), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    with report.open(newline="") as stream:
        return list(csv.DictReader(stream))


async def test_who_came_with_a_period_that_was_over_is_told_and_can_appeal(
    system: System, tmp_path: Path
) -> None:
    """It was over 30 hours ago: grace of 24 hours is whole for one, and over for the other."""
    end = await system.now() - 30 * HOUR
    came = {"ACTIVE": "+8613910000030", "GRACE": "+8613910000031"}
    rows = [
        {
            "member_id": f"came-{status}", "name": "Wei", "phone": phone, "email": "",
            "language": "en", "plan": "gold", "status": status, "auto_renew": "false",
            "balance": "",
            "period_start": (end - timedelta(days=30)).isoformat(), "period_end": end.isoformat(),
        }
        for status, phone in came.items()
    ]  # fmt: skip
    assert await take_over(system, tmp_path / "members.csv", *rows) == []
    await system.advance("P2D")
    for status, phone in came.items():
        async with await system.member(f"came-{status}") as member:
            assert (await status_is(member, "EXPIRED"))["entitled"] is False
            await system.message(phone, "ended", "appeal within 30 days")
            opened = await member.appeal("openAppeal", "OpenAppealInput", text="I had paid.")
            assert "code" not in opened, opened
            came_at, ended_at = await happened(member, "MembershipImported", "MembershipExpired")
            assert ended_at - came_at >= (24 * HOUR if status == "ACTIVE" else 0 * HOUR)
            await member.appeal("withdrawAppeal", "AppealInput", number=opened["number"])


async def test_undone_half_a_minute_after_the_end_of_grace(system: System) -> None:
    async with await system.new_member(plan="silver", balance=20_00) as member:
        end = instant((await member.membership())["period"]["end"])
        grace_end = end + 24 * HOUR
        await system.advance_to(grace_end - HOUR)
        await member.change("cancel", "PlainInput")
        await system.advance_to(grace_end + 30 * SECOND)
        undone = await member.change("undoChange", "PlainInput")
        assert (undone["status"], undone["entitled"]) == ("GRACE", True)
        await system.advance("PT1S")  # whatever that makes due
        cancelled_at, undone_at = await happened(member, "MembershipCancelled", "ChangeUndone")
        for at in (cancelled_at, grace_end - SECOND, grace_end, undone_at - SECOND):
            assert await stood(member, at) == CANCELLED
            assert await explained(member, at) is False
        until = instant(undone["graceUntil"])
        assert until == undone_at + (grace_end - cancelled_at)
        await system.advance_to(until + SECOND)
        assert (await member.membership())["status"] == "EXPIRED"
        assert await stood(member, until - SECOND) == ("GRACE", True, True)
        assert await stood(member, until) == ("EXPIRED", False, False)


async def test_undone_after_the_end_of_the_period(system: System) -> None:
    async with await system.new_member(plan="silver", balance=20_00) as member:
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end - HOUR)
        await member.change("cancel", "PlainInput")
        await system.advance_to(end + 22 * HOUR)
        undone = await member.change("undoChange", "PlainInput")
        cancelled_at, undone_at, grace_at = await happened(
            member, "MembershipCancelled", "ChangeUndone", "GraceStarted"
        )
        assert (undone["status"], grace_at) == ("GRACE", undone_at)
        assert instant(undone["graceUntil"]) == undone_at + 24 * HOUR
        for hours in (0, 5, 21):
            assert await stood(member, cancelled_at + hours * HOUR) == CANCELLED
            assert await explained(member, cancelled_at + hours * HOUR) is False
        assert await stood(member, undone_at) == ("GRACE", True, True)
