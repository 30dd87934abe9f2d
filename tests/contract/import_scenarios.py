"""What an import may rely on, whoever stands behind the contracts.

Each scenario takes the clients of a system that knows the plans silver, gold and diamond, has the
currency CNY, and has never heard of the members with the given prefix.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from infra.kernel.money import to_minor
from services.importing.deliver import Clients
from services.importing.generate.files import SampleSpec, write_files
from services.importing.generate.stories import SamplePlan
from services.importing.header import table_of
from services.importing.row_counts import RowCounts
from services.importing.run import Options, run_import
from services.importing.source import opened
from services.importing.tables import FileKind, tables
from services.importing.watch import Watch
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.views import AccountsImported
from services.membership.contract.api import MembershipApi
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult
from services.membership.contract.periods import Period
from services.membership.contract.queries import GetLedger
from services.membership.contract.views import LedgerView
from services.notify.contract.api import NotifyApi
from services.notify.contract.commands import ContactRow
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ImportResult as ContactResult
from services.notify.contract.views import ProfileView

MONTH = Period(days=30)
PLANS = (SamplePlan("silver", 990, MONTH, "0.95"), SamplePlan("gold", 1990, MONTH, "0.90"))
TABLES = tables("CNY", "Asia/Shanghai")
MEMBERS = 60


def generated(folder: Path, now: datetime | None = None, members: int = MEMBERS) -> Path:
    """The four files of a small platform."""
    at = now or datetime.now(UTC)
    write_files(folder, SampleSpec(members=members, seed=7, now=at, plans=PLANS, currency="CNY"))
    return folder


async def import_file(clients: Clients, file: Path, folder: Path, batch: int = 20) -> RowCounts:
    with opened(str(file)) as source:
        table = table_of(source, TABLES, None)
        options = Options(folder=folder, batch=batch)
        return await run_import(source, table, clients, options, watch=Watch())


async def everything_is_taken_over_once(clients: Clients, folder: Path) -> None:
    """All four files go in; the same files again change nothing."""
    files = generated(folder / "files")
    for kind in FileKind:
        file = files / f"{kind.value}.csv"
        lines = len(_rows(file))
        first = await import_file(clients, file, folder)
        assert (first.created, first.unchanged, first.refused) == (lines, 0, 0), kind
        again = await import_file(clients, file, folder)
        assert (again.created, again.unchanged, again.refused) == (0, lines, 0), kind
        assert again.new_contacts == 0


async def members_are_as_the_file_says(clients: Clients, folder: Path) -> None:
    """Balance and contacts of each member, before any other file."""
    file = generated(folder / "files") / "members.csv"
    await import_file(clients, file, folder)
    await assert_as_in(file, clients)


async def a_refusal_names_row_and_field(clients: Clients, folder: Path) -> None:
    """An unknown plan and an unknown member are refused; the rows beside them are taken."""
    members = _rows(generated(folder / "files", members=2) / "members.csv")
    members[0]["plan"] = "tin"
    tally = await import_file(clients, _written(folder / "members.csv", members), folder)
    assert (tally.created, tally.refused, tally.new_contacts) == (1, 1, 1)

    orders = [_order("1", members[0]["member_id"]), _order("2", members[1]["member_id"])]
    tally = await import_file(clients, _written(folder / "orders.csv", orders), folder)
    assert (tally.created, tally.refused) == (1, 1)


async def what_is_taken_is_taken_with_its_contacts(clients: Clients, folder: Path) -> None:
    """Names of every script come with their phones. A faulty cell costs only itself; mended, the
    same file brings what is missing, and nothing that it has to say again."""
    members = _rows(generated(folder / "files", members=4) / "members.csv")
    names = ["علی\u200cرضا", "👨\u200d👩\u200d👧", "Li\u202eieW", "長" * 101]
    for row, name in zip(members, names, strict=True):
        row |= {"name": name, "phone": f"+8613800138{members.index(row):03d}"}
    members[3]["email"] = "li at mail.example.com"
    faulty = _written(folder / "members.csv", members)
    tally = await import_file(clients, faulty, folder)
    assert (tally.created, tally.refused, tally.new_contacts) == (4, 0, 4)
    assert tally.without_contacts == 2
    taken = [row | {"name": row["name"] * (n < 2)} for n, row in enumerate(members)]
    taken[3]["email"] = ""
    await assert_as_in(_written(folder / "taken.csv", taken), clients)
    tally = await import_file(clients, faulty, folder)
    assert (tally.unchanged, tally.new_contacts, tally.without_contacts) == (4, 0, 2)

    members[2]["name"], members[3]["name"] = "Li Wei", "長" * 100
    members[3]["email"] = "li@mail.example.com"
    file = _written(folder / "mended.csv", members)
    tally = await import_file(clients, file, folder)
    assert (tally.created, tally.unchanged, tally.new_contacts) == (0, 4, 2)
    assert tally.without_contacts == 0
    await assert_as_in(file, clients)


async def a_kill_at_any_call_loses_nobody(clients: Clients, folder: Path) -> None:
    """Killed before and after each call to a service in turn, and started again each time."""
    file = generated(folder / "files") / "members.csv"
    for deaths in range(1, 12):
        mortal = _Mortal(clients, dies_at_call=deaths)
        try:
            await import_file(mortal, file, folder)
        except Killed:
            continue
    tally = await import_file(clients, file, folder)
    assert tally.created + tally.unchanged == MEMBERS
    assert tally.refused == 0
    await assert_as_in(file, clients)


async def assert_as_in(file: Path, clients: Clients) -> None:
    for row in _rows(file):
        (ledger,) = await clients.membership.read([GetLedger(member_id=row["member_id"])])
        (profile,) = await clients.notify.read([GetProfile(member_id=row["member_id"])])
        assert isinstance(ledger, LedgerView)
        assert isinstance(profile, ProfileView)
        assert ledger.balance == to_minor(Decimal(row["balance"]), "CNY")
        for name in ("name", "phone", "email", "language", "time_zone"):
            assert getattr(profile, name) == row[name]


class Killed(BaseException):
    """The process is gone: nothing may catch this but the test."""


@dataclass
class _Mortal:
    """Clients whose process dies after its n-th call: the call was done, its answer is lost."""

    alive: Clients
    dies_at_call: int

    async def _call(self, answer: Any) -> Any:
        result = await answer
        self.dies_at_call -= 1
        if self.dies_at_call <= 0:
            raise Killed
        return result

    async def import_batch(self, batch: ImportBatch) -> ImportResult:
        result: ImportResult = await self._call(self.alive.membership.import_batch(batch))
        return result

    async def import_contacts(self, rows: list[ContactRow]) -> ContactResult:
        result: ContactResult = await self._call(self.alive.notify.import_contacts(rows))
        return result

    async def import_accounts(self, rows: list[AccountRow]) -> AccountsImported:
        result: AccountsImported = await self._call(self.alive.accounts.import_accounts(rows))
        return result

    @property
    def accounts(self) -> AccountsApi:
        return self  # type: ignore[return-value]  # an import calls nothing else

    @property
    def membership(self) -> MembershipApi:
        return self  # type: ignore[return-value]  # an import calls nothing else

    @property
    def notify(self) -> NotifyApi:
        return self  # type: ignore[return-value]  # an import calls nothing else


SCENARIOS = (
    everything_is_taken_over_once,
    members_are_as_the_file_says,
    a_refusal_names_row_and_field,
    what_is_taken_is_taken_with_its_contacts,
    a_kill_at_any_call_loses_nobody,
)
"""Each needs a system of its own, or member ids that it has not seen."""


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _written(file: Path, rows: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def _order(order_id: str, member_id: str) -> dict[str, str]:
    at = "2026-11-01T08:00:00+08:00"
    return {
        "order_id": f"scenario-{order_id}",
        "member_id": member_id,
        "at": at,
        "full_price": "10.00",
        "paid_price": "9.00",
    }
