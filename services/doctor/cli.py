"""`python -m services doctor`: examines a deployment by its environment, and changes nothing."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.kernel.sentences import Locale
from infra.settings import SettingsError
from infra.storage.mongo import connect, database
from services.compose import DATABASES, SERVICES, build_clock, compose, connect_clients
from services.doctor.advice import Advice, Gravity, is_ill, report
from services.doctor.broker_check import of_broker
from services.doctor.database_check import Indexes, of_followers, of_server, of_service
from services.doctor.disk_check import of_backups, of_disk
from services.doctor.key_check import of_identity_provider, of_master_keys
from services.doctor.old_key_check import of_old_keys
from services.doctor.provider_check import of_mail, of_sms
from services.doctor.reach_check import (
    not_looked_at,
    of_callbacks,
    of_dead_letters,
    of_gateways,
    of_services,
)
from services.doctor.settings_check import of_settings
from services.doctor.template_check import of_approved, of_templates
from services.settings import Settings, load_settings

WELL, ILL, UNREADABLE = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Ends with 0 when there is no fault, 1 when there is one, 2 when no settings can be read."""
    asked = _parser().parse_args(arguments)
    logging.disable(logging.WARNING)  # what goes wrong is said in the report
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    found = asyncio.run(examined(settings, gateways=asked.gateway or (), backups=asked.backups))
    sys.stdout.write(report(found, Locale(language=asked.language)))
    return ILL if is_ill(found) else WELL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services doctor",
        description="Says of each part of a deployment what is wrong, why it matters and how to "
        "mend it. It reads the environment that a process of the deployment would, sends nothing "
        "to anybody and changes nothing.",
    )
    parser.add_argument("--language", choices=["zh-CN", "en"], default="en")
    parser.add_argument(
        "--gateway",
        metavar="URL",
        action="append",
        help="where it answers, if not on this machine; once for each of several",
    )
    parser.add_argument("--backups", metavar="FOLDER", type=Path, help="that holds the backups")
    return parser


async def examined(
    settings: Settings, *, gateways: Sequence[str] = (), backups: Path | None = None
) -> list[Advice]:
    """Everything that can be looked at; what does not answer hides nothing else."""
    here = f"http://{settings.host}:{settings.gateway_port}"
    by_option = of_backups(backups) if backups else not_looked_at({"backup": "--backups FOLDER"})
    laid = await laid_by(settings)  # first: it keeps the loop busy, and who answers would look late
    outside = await asyncio.gather(
        of_broker(settings.broker_url),
        of_identity_provider(settings),
        of_sms(settings),
        of_mail(settings),
        of_callbacks(settings),
        of_gateways([url.rstrip("/") for url in gateways or (here,)]),
        _of_what_runs(settings),
        _of_databases(settings, laid),
    )
    return [
        *of_settings(settings),
        *of_old_keys(settings),
        *of_approved(settings),
        *(one for some in outside for one in some),
        *of_disk(settings.var_dir),
        *by_option,
    ]


async def _of_what_runs(settings: Settings) -> list[Advice]:
    async with connect_clients(settings) as apis:
        asked = (of_services(apis), of_dead_letters(apis), of_templates(apis))
        return [one for some in await asyncio.gather(*asked) for one in some]


async def _of_databases(settings: Settings, laid: Mapping[str, Indexes]) -> list[Advice]:
    mongo, clock = connect(settings), build_clock(settings)
    try:
        found = await of_server(mongo)
        if any(one.about == "database" and one.gravity is Gravity.FAULT for one in found):
            return found
        dbs = {name: database(mongo, settings.database(name)) for name in DATABASES}
        for name, indexes in laid.items():
            db = dbs[name]
            found += [one async for one in of_service(db, indexes, clock)]
            found += await of_master_keys(settings, db)
        return [*found, *await of_followers(dbs)]
    finally:
        mongo.close()


async def laid_by(settings: Settings) -> dict[str, Indexes]:
    """What each service would lay down in its database, of services that are not started."""
    system = compose(settings, SERVICES)
    try:
        laid = {component.name: component.indexes for component in system.runner.components}
        return {name: laid[name] for name in DATABASES}
    finally:
        await system.close()
