"""Kill -9 at each moment of what is done to accounts, and of an export: done again, nothing is lost
and nothing doubled."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.log import configure_logging
from services.membership.contract import exports as x
from tests.contract.account_kills import KILLED, TRIALS, Kills, killing, tried
from tests.contract.accounts_system import running_accounts
from tests.contract.membership_system import running_membership
from tests.contract.test_exports import ID, Room, without_times
from tests.servers import running_mongo

Say = Callable[[str], None]
_AT_EXPORT = 5
"""Every so manieth moment: there are hundreds."""


@dataclass
class Tried:
    """`died`: processes, by what they did. `faults`: what was not as if nothing had died."""

    died: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.faults and all(self.died.values())

    def lines(self) -> list[str]:
        return [
            *(f"killed while {does:12} {times}" for does, times in self.died.items()),
            f"lost or doubled          {len(self.faults)} {'; '.join(self.faults)}",
        ]


class _Desk:
    async def know_colleague(self, command: Any, by: Any) -> None:
        return None


async def kill_accounts(folder: Path, say: Say) -> Tried:
    configure_logging("WARNING", "chaos")
    found = Tried()
    async with (
        running_mongo(folder / "mongo", durable=False) as (url, _),
        running_accounts(url, "kills", folder, _Desk()) as accounts,
        killing(accounts, url, "kills", folder) as kills,
    ):
        for trial in TRIALS:
            try:
                found.died[trial.does] = await tried(kills, trial, 1)
            except AssertionError as wrong:
                found.faults.append(f"{trial.does}: {wrong}")
            say(f"{trial.does}: killed {found.died.get(trial.does, 0)} times")
        async with running_membership(url, "kills") as system:
            found.died["export"] = await _exports(kills, Room(system), found)
    return found


async def _exports(kills: Kills, room: Room, found: Tried) -> int:
    """One after the other, as one member has one export at a time."""
    await room.do(x.RequestExport(member_id=ID))
    await room.prepare()
    whole, step, died = without_times(await room.files()), 0, 0
    while True:
        room.system.clock.advance(timedelta(days=1))
        at = room.system.clock.now()
        await room.do(x.RequestExport(member_id=ID))
        [ended] = await kills.run("export", [{}], [step], at)
        await kills.run("export", [{}], [-1], at)
        if without_times(await room.files()) != whole:
            found.faults.append(f"export at {step}")
        if ended != KILLED:
            return died
        died, step = died + 1, step + _AT_EXPORT
