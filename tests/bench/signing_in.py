"""What strangers learn by trying: whether answers for handles with and without an account take the
same time, by a two-sample test, and how many of a thousand guesses at one code are looked at."""

import asyncio
import math
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp

from infra.kernel.batches import batched
from infra.kernel.errors import TooManyRequests
from services.membership.accounts.core.collections import PASSWORDS
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.contract.accounts.errors import WrongCredentials
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.regaining_commands import (
    AskAccountBack,
    ConfirmAccountBack,
    StopAccountRequestByCode,
)
from services.membership.contract.accounts.signing_commands import (
    BeginReset,
    BeginSignIn,
    BeginSignUp,
    ConfirmSignIn,
    ConfirmSignUp,
    FinishReset,
)
from services.membership.contract.accounts.staff_commands import (
    BeginJoining,
    InviteStaff,
    JoinStaff,
)
from services.shared.callers import SYSTEM, Caller, StaffKind
from tests.contract.accounts_system import (
    NOON,
    PASSWORD,
    AccountsSystem,
    nobody,
    running_accounts,
)
from tests.servers import running_mongo

TRIES = 2_000
STEPS = 1_000
"""Tries at what comes after an attempt began, half of them for who has an account."""
GUESSES = 1_000
LOOKED_AT = 5
SURE = 0.01
"""Below, a difference is no accident."""
_WARM_UP = 40

Run = Callable[[], Awaitable[object]]
"""What is measured."""
Prepare = Callable[[str, int], Awaitable[Run]]
"""What comes before it, for a handle and its number."""


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_mongo(Path(folder) / "mongo", durable=False) as (url, _),
            running_accounts(url, "bench", Path(folder)) as system,
            system.looping("relay", "carry codes", "note requests"),
        ):
            await _half_of_them_known(system)
            await _half_of_them_invited(system)
            lines = [
                await _compared("signIn, wrong password", system, _password(system)),
                await _compared("signIn by code", system, _begun(system, BeginSignIn)),
                await _compared("signUp", system, _begun(system, BeginSignUp)),
                await _compared("resetPassword", system, _begun(system, BeginReset)),
                await _compared("confirmSignIn", system, _guessing(system, BeginSignIn), STEPS),
                await _compared("confirmSignUp", system, _guessing(system, BeginSignUp), STEPS),
                await _compared("confirm…Reset", system, _guessing(system, BeginReset), STEPS),
                await _compared("confirmAccountBack", system, _asked_back(system), STEPS),
                await _compared("stop…RequestByCode", system, _stopping(system), STEPS),
                await _compared("joinStaff", system, _joining(system), STEPS),
                await _guessed(system),
            ]
    return lines


def _handle(number: int) -> str:
    return f"+86138{number:08d}"


def _email(number: int) -> str:
    return f"staff-{number}@shop.example"


def _known(number: int) -> bool:
    return number % 2 == 0


async def _half_of_them_known(system: AccountsSystem) -> None:
    """Accounts with a password."""
    kept = await PasswordHashes().made(PASSWORD)
    known = [number for number in range(TRIES + _WARM_UP) if _known(number)]
    for some in batched(known, 500):
        rows = [AccountRow(member_id=f"m-{n}", phone=_handle(n)) for n in some]
        assert (await system.api.import_accounts(rows)).opened == len(rows)
        hashes = [{"_id": f"m-{n}", "hash": kept, "since": NOON} for n in some]
        await system.db[PASSWORDS].insert_many(hashes)


def _password(system: AccountsSystem) -> Prepare:
    async def prepare(handle: str, number: int) -> Run:
        command = BeginSignIn(handle=handle, password="not the password")
        return lambda: _refused(system, command, number)

    return prepare


def _begun(system: AccountsSystem, kind: Callable[..., Any]) -> Prepare:
    async def prepare(handle: str, number: int) -> Run:
        return lambda: system.begun(kind(handle=handle), ip=_ip(number))

    return prepare


def _guessing(system: AccountsSystem, begins: Callable[..., Any]) -> Prepare:
    """A wrong code for an attempt; that there is one is prepared, and not measured."""

    async def prepare(handle: str, number: int) -> Run:
        attempt = await system.begun(begins(handle=handle), ip=_ip(number))
        right = system.code(attempt)
        wrong = f"{(int(right) + 1) % 1_000_000:06d}"
        id = attempt.attempt_id
        command: Any = ConfirmSignIn(attempt_id=id, answer=wrong)
        if begins is BeginSignUp:
            command = ConfirmSignUp(attempt_id=id, code=wrong)
        if begins is BeginReset:
            command = FinishReset(attempt_id=id, code=wrong, password=PASSWORD)
        return lambda: _refused(system, command, number)

    return prepare


def _asked_back(system: AccountsSystem) -> Prepare:
    """With the right code: that of an own contact of whoever tries handles out."""

    async def prepare(handle: str, number: int) -> Run:
        own = f"stranger-{number}@mail.example.com"
        attempt = await system.begun(AskAccountBack(handle=handle, new_contact=own), ip=_ip(number))
        command = ConfirmAccountBack(
            attempt_id=attempt.attempt_id, code=system.code(attempt), words="It is mine."
        )

        async def run() -> None:
            await system.api.execute(command, _from(number))

        return run

    return prepare


def _stopping(system: AccountsSystem) -> Prepare:
    async def prepare(handle: str, number: int) -> Run:
        command = StopAccountRequestByCode(handle=handle, code="000000")
        return lambda: _refused(system, command, number)

    return prepare


async def _half_of_them_invited(system: AccountsSystem) -> None:
    for number in filter(_known, range(STEPS + _WARM_UP)):
        invite = InviteStaff(name="Li Na", email=_email(number), kind=StaffKind.REVIEWER)
        await system.api.execute(invite, Caller(actor=SYSTEM, idempotency_key=f"invite-{number}"))


def _joining(system: AccountsSystem) -> Prepare:
    async def prepare(handle: str, number: int) -> Run:
        email = _email(number)
        begun = (await system.api.execute(BeginJoining(email=email), _from(number))).joining
        assert begun is not None
        command = JoinStaff(
            email=email, code="000000", password=PASSWORD,
            continuation=begun.continuation, totp=pyotp.TOTP(begun.secret).at(system.clock.now()),
        )  # fmt: skip
        return lambda: _refused(system, command, number)

    return prepare


async def _refused(system: AccountsSystem, command: Any, number: int) -> None:
    try:
        await system.api.execute(command, _from(number))
    except WrongCredentials:
        return
    raise AssertionError("what is wrong was right")


def _ip(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _from(number: int) -> Caller:
    return nobody(ip=_ip(number))


async def _compared(what: str, system: AccountsSystem, prepare: Prepare, tries: int = TRIES) -> str:
    """In an order that tells nothing, each handle once."""
    order = list(range(tries + _WARM_UP))
    random.Random(7).shuffle(order)
    took: dict[bool, list[float]] = {True: [], False: []}
    for place, number in enumerate(order):
        run = await prepare(_handle(number), number)
        began = time.perf_counter()
        await run()
        if place >= _WARM_UP:
            took[_known(number)].append(time.perf_counter() - began)
    system.clock.advance(timedelta(days=1))  # no wait of this is left for the next
    known, unknown = took[True], took[False]
    p = same_by_chance(known, unknown)
    verdict = "no difference" if p >= SURE else "A DIFFERENCE"
    return (
        f"{what:24} known {statistics.median(known) * 1e3:7.2f} ms   "
        f"unknown {statistics.median(unknown) * 1e3:7.2f} ms   "
        f"of {len(known) + len(unknown):,} tries p = {p:.2f}: {verdict}"
    )


def same_by_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """How likely samples of one distribution differ so much in rank: the test of Mann and Whitney,
    two-sided, by its normal approximation, which fits from some twenty of each."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks = sum(rank for rank, (_, first) in enumerate(ranked, start=1) if first)
    m, n = len(one), len(other)
    above = ranks - m * (m + 1) / 2
    z = (above - m * n / 2) / math.sqrt(m * n * (m + n + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


async def _guessed(system: AccountsSystem) -> str:
    attempt = await system.begun(BeginSignIn(handle=_handle(0)), ip="")
    right = system.code(attempt)
    codes = [code for n in range(GUESSES + 1) if (code := f"{n:06d}") != right][:GUESSES]
    began = time.perf_counter()
    looked_at = await guessed(system, attempt.attempt_id, codes)
    took = time.perf_counter() - began
    assert looked_at <= LOOKED_AT, f"{looked_at} guesses were looked at"
    return (
        f"{GUESSES:,} guesses at one code at once, from as many addresses: "
        f"{looked_at} looked at; {took:.1f} s"
    )


async def guessed(system: AccountsSystem, attempt_id: str, codes: Sequence[str]) -> int:
    """How many wrong codes, all at once, are looked at."""

    async def guess(number: int, code: str) -> bool:
        command = ConfirmSignIn(attempt_id=attempt_id, answer=code)
        try:
            await system.api.execute(command, _from(number))
        except WrongCredentials:
            return True
        except TooManyRequests:
            return False
        raise AssertionError("a wrong code was right")

    return sum(await asyncio.gather(*(guess(n, code) for n, code in enumerate(codes))))
