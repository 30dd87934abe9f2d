"""What the shop asks at checkout: a thousand members beside the bare read of their rows, one member
among few and among a hundred thousand, and passes signed and checked."""

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
from pydantic import SecretStr

from gateway.passes.issuer import PassIssuer
from infra.kernel.batches import batched
from infra.storage.mongo import find_by_ids
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.contract.entitlement import EntitlementsView
from services.membership.contract.queries import AnyQuery, GetEntitlements, GetMembership
from services.settings import Settings
from tests.contract.membership_system import System, running_membership
from tests.contract.test_membership_commands import enrolled
from tests.fakes.entitlement import AT, entitled
from tests.servers import running_mongo

AT_ONCE = 1_000
CROWDS = 1_000, 100_000
ROUNDS = 15
SINGLES = 50
PASSES = 2_000

Work = Callable[[], Awaitable[object]]


async def measure() -> list[str]:
    few, many = CROWDS
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo", durable=False) as (url, _),
            running_membership(url, "few") as quiet,
            running_membership(url, "many") as busy,
        ):
            await _crowd(quiet, few)
            await _crowd(busy, many)
            lines = [*await _thousand(busy), *await _single(quiet, busy)]
    return [*lines, *_passes()]


async def _crowd(system: System, number: int) -> None:
    """Rows as an enrolment leaves them."""
    await enrolled(system, "first")
    rows = system.db[MEMBERSHIPS]
    first: Any = await rows.find_one({"_id": "first"})
    for some in batched(range(number), 1_000):
        await rows.insert_many([_like(first, f"m-{n}") for n in some])


def _like(row: dict[str, Any], id: str) -> dict[str, Any]:
    return {**row, "_id": id, "state": {**row["state"], "member_id": id}}


async def _thousand(system: System) -> list[str]:
    ids = tuple(f"m-{n}" for n in range(0, CROWDS[1], CROWDS[1] // AT_ONCE))

    async def bare() -> None:
        await find_by_ids(system.db[MEMBERSHIPS], ids)

    async def answered() -> None:
        view = await system.ask(GetEntitlements(member_ids=ids), EntitlementsView)
        if sum(one.price_factor == "0.90" for one in view.entitlements) != AT_ONCE:
            raise AssertionError("not everybody is a gold member")

    read, told = await _beside(bare, answered)
    system.clock.advance(timedelta(days=30, seconds=1))
    read_later, due = await _beside(bare, answered)
    return [
        f"bare indexed read of {AT_ONCE:,}".ljust(46) + f"{read * 1e3:6.1f} ms      1.00",
        "the same as entitlements".ljust(46) + f"{told * 1e3:6.1f} ms      {told / read:.2f}",
        "each with a period that nobody ended yet".ljust(46)
        + f"{due * 1e3:6.1f} ms      {due / read_later:.2f}",
    ]


async def _beside(*works: Work) -> list[float]:
    """Medians of seconds, taken in turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, seconds in zip(works, taken, strict=True):
            began = time.perf_counter()
            await work()
            seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in taken]


_OF_ONE: dict[str, Callable[[str], AnyQuery]] = {
    "entitlement": lambda id: GetEntitlements(member_ids=(id,)),
    "membership": lambda id: GetMembership(member_id=id),
}


async def _single(quiet: System, busy: System) -> list[str]:
    lines = []
    for name, query in _OF_ONE.items():
        alone, beside = await _beside(_each(quiet, query), _each(busy, query))
        lines.append(
            f"{name} of one, of {CROWDS[0]:,} and of {CROWDS[1]:,}".ljust(46)
            + f"{alone / SINGLES * 1e3:6.2f} ms {beside / SINGLES * 1e3:6.2f} ms   "
            + f"{beside / alone:.2f}"
        )
    return lines


def _each(system: System, query: Callable[[str], AnyQuery]) -> Work:
    async def ask() -> None:
        for n in range(SINGLES):
            await system.api.read([query(f"m-{n * CROWDS[0] // SINGLES}")])

    return ask


def _passes() -> list[str]:
    issuer = PassIssuer(Settings(pass_key=SecretStr("0123456789abcdef" * 4)))
    member = entitled("m-1")
    began = time.perf_counter()
    tokens = [issuer.issue(member, AT).token for _ in range(PASSES)]
    signed = time.perf_counter() - began
    key = issuer.keys.signing.private.public_key()
    began = time.perf_counter()
    for token in tokens:
        jwt.decode(token, key, ["EdDSA"], options={"verify_exp": False, "verify_nbf": False})
    checked = time.perf_counter() - began
    return [
        "passes signed".ljust(46) + f"{PASSES / signed:6,.0f} a second",
        "passes checked".ljust(46) + f"{PASSES / checked:6,.0f} a second",
    ]
