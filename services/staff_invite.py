"""`python -m services staff-invite`: the first administrator, whom nobody else could invite."""

import argparse
import asyncio
import sys

from infra.kernel.errors import AppError
from infra.settings import SettingsError
from services.compose import connect_clients
from services.membership.contract.accounts.staff_commands import InviteStaff
from services.settings import Settings, load_settings
from services.shared.callers import SYSTEM, Caller, StaffKind


def main(arguments: list[str]) -> int:
    """Ends with 0 when the mail is on its way, 1 when it was refused, 2 when a setting is wrong."""
    asked = _parser().parse_args(arguments)
    command = InviteStaff(
        name=asked.name, email=asked.email, kind=StaffKind(asked.kind), language=asked.language
    )
    try:
        return asyncio.run(_invite(command, load_settings()))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services staff-invite",
        description="Mails a code with which somebody joins the staff, good once and for 72 hours.",
    )
    parser.add_argument("email")
    parser.add_argument("--name", required=True)
    parser.add_argument("--kind", choices=list(StaffKind), default=StaffKind.ADMIN)
    parser.add_argument("--language", choices=["zh-CN", "en"], default="zh-CN")
    return parser


async def _invite(command: InviteStaff, settings: Settings) -> int:
    async with connect_clients(settings) as clients:
        done = await clients.accounts.execute(command, Caller(actor=SYSTEM))
    sys.stdout.write(f"{command.name} is invited as {done.staff and done.staff.id}\n")
    return 0
