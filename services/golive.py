"""`python -m services golive`: who was imported with `--hold` is told, and their clocks start."""

import argparse
import asyncio
import sys

from infra.kernel.errors import AppError
from infra.kernel.paging import MOST_COUNTED
from infra.settings import SettingsError
from services.compose import connect_clients
from services.membership.contract.api import MembershipApi
from services.settings import Settings, load_settings


def main(arguments: list[str]) -> int:
    """Ends with 0 when nobody is held any more, 2 when a setting is wrong, 3 when it was stopped on
    the way: the same command goes on from there."""
    argparse.ArgumentParser(
        prog="python -m services golive",
        description="Tells those who were imported with --hold, and starts their clocks.",
    ).parse_args(arguments)
    try:
        return asyncio.run(_go_live(load_settings()))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except AppError as error:
        sys.stderr.write(f"{error.message} Who is live stays live; start it again.\n")
        return 3


async def _go_live(settings: Settings) -> int:
    async with connect_clients(settings) as clients:
        return await let_everybody(clients.membership)


async def let_everybody(membership: MembershipApi) -> int:
    went = 0
    while True:
        done = await membership.go_live()
        went += done.went
        left = f"{done.held:,}" + (" or more" if done.held == MOST_COUNTED else "")
        sys.stdout.write(f"{went:,} members are live, {left} are still held\n")
        if not done.held:
            return 0
