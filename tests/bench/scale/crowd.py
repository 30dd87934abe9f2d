"""Many members with a phone and a running membership, taken over as a shop's own would be."""

import asyncio
import csv
import sys
from datetime import datetime, timedelta
from pathlib import Path

from infra.dev.supervisor import Supervisor

_HEADER = (
    "member_id", "name", "phone", "email", "language", "time_zone", "plan", "status",
    "period_start", "period_end", "auto_renew", "balance",
)  # fmt: skip


def member_id(number: int) -> str:
    return f"scale-{number:07d}"


def phone(number: int) -> str:
    return f"+86139{number:08d}"


async def take_over(system: Supervisor, members: range, now: datetime) -> None:
    """
    Raises:
        RuntimeError: not all of them are in; says what the importer said.
    """
    file = system.stack.var_dir / f"members-{members.start}.csv"
    await asyncio.to_thread(_write, file, members, now)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", "import", str(file),
        env=system.env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(said.decode())


def _write(file: Path, members: range, now: datetime) -> None:
    """Halfway through their month: nothing falls due while it is measured."""
    began, ends = now - timedelta(days=15), now + timedelta(days=15)
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(_HEADER)
        for number in members:
            rows.writerow([
                member_id(number), "王小明", phone(number), "", "zh-CN", "Asia/Shanghai",
                "silver", "ACTIVE", began.isoformat(), ends.isoformat(), "false", "0",
            ])  # fmt: skip
