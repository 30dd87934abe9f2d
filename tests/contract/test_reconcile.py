"""The host's lists against our record, from the files to what is confirmed."""

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from infra.kernel.events import Actor
from services.importing.reconcile.cli import AGREED, DIFFERENT, HasMembership, parser, run
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.api import MembershipApi
from services.membership.contract.import_rows import ImportBatch, MemberRow
from services.membership.contract.words import HoldKind, Lifecycle, Status
from services.settings import Settings
from services.shared.callers import ActorKind, Caller
from tests.contract.membership_system import START, System, running_membership

DAY = timedelta(days=1)


@dataclass
class Clients:
    membership: MembershipApi


HOST = Caller(actor=Actor(kind=ActorKind.HOST, id="shop"))
END = START + 20 * DAY
MEMBERS = "member_id,name,phone,email,plan,status,period_start,period_end,auto_renew,balance\n"
PAYMENTS = "order_id,member_id,amount,paid_at\n"


def line(member: str, status: str = "ACTIVE", days: int = 20) -> str:
    end = (START + days * DAY).isoformat()
    return f"{member},,,,gold,{status},{(START - 10 * DAY).isoformat()},{end},false,0\n"


def row(member: str, **more: Any) -> MemberRow:
    fields: dict[str, Any] = {
        "row": 1, "plan": "gold", "lifecycle": Lifecycle.ACTIVE, "cause": None,
        "auto_renew": False, "period_start": START - 10 * DAY, "period_end": END, "balance": 0,
        "last_login_at": None,
    }  # fmt: skip
    return MemberRow(member_id=member, **(fields | more))


async def scene(system: System) -> None:
    """alike; lapsed, whose payment never came; paid, which a stale list calls free; unpaid, whose
    renewal the host's payments lack; extra, who is on no list."""
    ago = {"period_start": START - 32 * DAY, "period_end": START - 2 * DAY}
    lapsed = row("lapsed", lifecycle=Lifecycle.EXPIRED, **ago)
    names = ("alike", "paid", "unpaid", "extra")
    await system.api.import_batch(ImportBatch(members=(*map(row, names), lapsed)))
    for member, order, at in (("paid", "o-new", START), ("unpaid", "o-gone", START - 2 * DAY)):
        await system.api.execute(
            c.ReportPayment(member_id=member, order_id=order, amount=1990, paid_at=at), HOST
        )


def lists(folder: Path, unread: str = "") -> list[str]:
    members, payments = folder / "members.csv", folder / "payments.csv"
    members.write_text(
        MEMBERS
        + line("alike") + line("lapsed", days=28) + line("paid", "EXPIRED", -2)
        + line("unpaid", "EXPIRED", -2) + line("new") + unread
    )  # fmt: skip
    paid_at = (START - 2 * DAY - timedelta(hours=1)).isoformat()
    newest = (START - DAY).isoformat()
    payments.write_text(PAYMENTS + f"o-late,lapsed,19.90,{paid_at}\no-x,new,19.90,{newest}\n")
    return [str(members), str(payments)]


async def command(system: System, *arguments: str) -> int:
    @asynccontextmanager
    async def connect(settings: Settings) -> AsyncIterator[HasMembership]:
        yield Clients(system.api)

    return await run(parser().parse_args(arguments), Settings(), connect)


def differences(report: Path) -> list[dict[str, str]]:
    with report.open() as stream:
        return list(csv.DictReader(stream))


async def view(system: System, member: str) -> v.MembershipView:
    return await system.ask(q.GetMembership(member_id=member), v.MembershipView)


async def test_differences_are_reported_and_only_what_is_confirmed_is_mended(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> None:
    async with running_membership(mongo_url, database_prefix) as system:
        await scene(system)
        report = tmp_path / "differences.csv"
        ran = await command(system, *lists(tmp_path), "--report", str(report))
        assert ran == DIFFERENT
        found = differences(report)
        assert {(one["member_id"], one["kind"], one["repair"]) for one in found} == {
            ("lapsed", "PAYMENT_UNKNOWN", "REPORT_PAYMENT"),
            ("new", "MEMBER_UNKNOWN", ""),
            ("lapsed", "PAID_NOT_MEMBER", "OPEN_CASE"),
            ("paid", "MEMBER_NOT_PAID", ""),
            ("unpaid", "MEMBER_NOT_PAID", "HOLD"),
            ("extra", "MEMBER_NOT_PAID", ""),
        }
        assert (await view(system, "lapsed")).status is Status.EXPIRED

        assert await command(system, "--confirm", str(report)) == AGREED
        assert (await view(system, "lapsed")).status is Status.ACTIVE
        assert [h.kind for h in (await view(system, "unpaid")).holds] == [HoldKind.PAYMENT_REVIEW]
        assert (await view(system, "paid")).entitled
        assert (await view(system, "extra")).entitled

        again = await view(system, "lapsed")
        assert await command(system, "--confirm", str(report)) == AGREED
        assert await view(system, "lapsed") == again


async def test_a_line_that_cannot_be_read_takes_nobody_off_the_list(
    mongo_url: str, database_prefix: str, tmp_path: Path
) -> None:
    async with running_membership(mongo_url, database_prefix) as system:
        await scene(system)
        members, _ = lists(tmp_path, unread="extra,,,,gold,ACTIVE,yesterday,,false,0\n")
        report = tmp_path / "differences.csv"
        await command(system, members, "--report", str(report))
        found = [one["member_id"] for one in differences(report)]
        assert sorted(found) == ["lapsed", "new", "paid", "unpaid"]
