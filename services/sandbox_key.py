"""`python -m services sandbox-key`: a key of the shop's, for developers who try a sandbox out."""

import argparse
import asyncio
import contextlib
import sys

from infra.kernel.errors import AppError, Conflict
from infra.settings import SettingsError
from services.compose import connect_clients
from services.membership.contract.partner_commands import CreatePartner, IssueKey
from services.settings import Settings, load_settings
from services.shared.callers import SYSTEM, THE_SHOP, Caller, KeyScope


def main(arguments: list[str]) -> int:
    """Ends with 0 when the key is made, 1 when it was refused, 2 when a setting is wrong or this is
    no sandbox: real keys are issued by administrators alone."""
    asked = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        if not settings.sandbox:
            raise SettingsError("ENVIRONMENT: it is no sandbox; administrators issue real keys")
        return asyncio.run(_issue(asked.label, asked.email, settings))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services sandbox-key",
        description="Prints a key of the shop's with every scope, good in this sandbox only.",
    )
    parser.add_argument("label", help="whose it is, or what for")
    parser.add_argument(
        "--email", default="shop@sandbox.example", help="who is told of its endpoints"
    )
    return parser


async def _issue(label: str, email: str, settings: Settings) -> int:
    by = Caller(actor=SYSTEM)
    async with connect_clients(settings) as clients:
        shop = CreatePartner(partner_id=THE_SHOP, name="Sandbox", contact_email=email)
        with contextlib.suppress(Conflict):  # it has its place already
            await clients.membership.manage_partner(shop, by)
        wanted = IssueKey(partner_id=THE_SHOP, scopes=tuple(KeyScope), label=label)
        made = await clients.membership.manage_partner(wanted, by)
    sys.stdout.write(f"{made.key}\n")
    return 0
