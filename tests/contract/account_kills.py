"""What is done to accounts, and killed at each moment of it; then done again, it is as if nothing
had died. The suite tries some of the moments, `make chaos` all of them."""

import asyncio
import contextlib
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from infra.kernel.events import verify_chain
from services.membership.accounts.core.collections import (
    ASKED_BACK,
    CONTACTS_BACK,
    FACTORS,
    HANDLES,
    LOGINS,
    PASSWORDS,
    ROSTER,
    STAFF,
    UNTOLD,
)
from services.membership.accounts.core.domain.handle import handle_of
from services.membership.contract.accounts.opening_commands import FollowContacts
from services.membership.contract.accounts.queries import GetSessions
from services.membership.contract.accounts.regaining_commands import DecideAccountRequest
from services.membership.contract.accounts.signing_commands import BeginReset, BeginSignUp
from services.membership.contract.accounts.views import SessionsView
from services.membership.contract.accounts.words import HandleKind
from tests.contract.accounts_process import BEFORE, TOLD, Job
from tests.contract.accounts_system import PASSWORD, AccountsSystem, owner
from tests.contract.test_account_back import WAIT, asked, staff
from tests.contract.test_staff import joined
from tests.fakes.told import profile
from tests.waiting import PATIENCE

KILLED = -9
_AT_ONCE = 6
Named = Mapping[str, str]


class Trial(NamedTuple):
    """`prepared`: what it is done with, for the copy of this number. `checked`: afterwards.
    `moments`: some of those at which it may die."""

    does: str
    prepared: Callable[["Kills", int], Awaitable[dict[str, str]]]
    checked: Callable[["Kills", Named], Awaitable[None]]
    moments: tuple[int, ...]


@dataclass
class Kills:
    accounts: AccountsSystem
    mongo_url: str
    prefix: str
    folder: Path
    process: asyncio.subprocess.Process
    numbers: int = 0

    async def run(
        self,
        does: str,
        named: Sequence[Named],
        steps: Sequence[int],
        at: datetime | None = None,
    ) -> list[int]:
        """`at`: the time for them, else that of the accounts."""
        jobs = [
            Job(
                mongo_url=self.mongo_url,
                prefix=self.prefix,
                folder=str(self.folder),
                does=does,
                step=step,
                at=at or self.accounts.clock.now(),
                named=dict(one),
            )
            for one, step in zip(named, steps, strict=True)
        ]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(msgspec.json.encode(jobs) + b"\n")
        answer = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
        await self.accounts.db.client.admin.command("killAllSessions", [])
        return msgspec.json.decode(answer, type=list[int])

    async def types(self, account_id: str) -> list[str]:
        history = await self.accounts.history(account_id)
        assert verify_chain(history) is None
        return [event.type for event in history]

    async def holder(self, handle: str) -> str:
        core = self.accounts.core
        found = await core.accounts.found_by(core.handles.all_of(handle_of(handle, "CN")))
        assert found is not None, handle
        return found

    async def told(self, account_id: str) -> dict[str, Any] | None:
        return await self.accounts.db[TOLD].find_one({"_id": account_id}, {"_id": 0})

    async def left(self, collection: str, account_id: str) -> int:
        rows = self.accounts.db[collection]
        mine = {"$or": [{"_id": account_id}, {"account": account_id}]}
        return await rows.count_documents(mine)

    async def alive(self, account_id: str) -> int:
        [answer] = await self.accounts.api.read([GetSessions(account_id=account_id)])
        assert isinstance(answer, SessionsView)
        return len(answer.sessions)


@contextlib.asynccontextmanager
async def killing(
    accounts: AccountsSystem, mongo_url: str, prefix: str, folder: Path
) -> AsyncIterator[Kills]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.accounts_process",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Kills(accounts, mongo_url, prefix, folder, process)
    finally:
        process.kill()
        await process.wait()


async def tried(kills: Kills, trial: Trial, every: int) -> int:
    """Kills at every so manieth moment; gives how many died."""
    first = await trial.prepared(kills, 0)
    [moments] = await kills.run(trial.does, [first], [-1])
    assert moments > 0, trial.does
    await trial.checked(kills, first)
    return await killed(kills, trial, range(0, moments, every))


async def killed(kills: Kills, trial: Trial, steps: Sequence[int]) -> int:
    """At these moments, of which the last ones may lie behind its end; a few at once."""
    some = [list(steps[n : n + _AT_ONCE]) for n in range(0, len(steps), _AT_ONCE)]
    return sum([await _killed(kills, trial, moments) for moments in some])


async def _killed(kills: Kills, trial: Trial, steps: Sequence[int]) -> int:
    named = [await trial.prepared(kills, n) for n in range(len(steps))]
    died = (await kills.run(trial.does, named, steps)).count(KILLED)
    assert KILLED not in await kills.run(trial.does, named, [-1] * len(named)), trial.does
    for one in named:
        await trial.checked(kills, one)
    return died


def handle(kills: Kills) -> str:
    kills.numbers += 1
    return f"+86138{kills.numbers:08d}"


def ip(n: int) -> str:
    return f"198.51.100.{n}"


async def _signing_up(kills: Kills, n: int) -> dict[str, str]:
    number = handle(kills)
    begin = BeginSignUp(handle=number, password=PASSWORD)
    attempt = await kills.accounts.begun(begin, ip=ip(n))
    code = kills.accounts.code(attempt)
    return {"attempt": attempt.attempt_id, "code": code, "handle": number, "ip": ip(n)}


async def _signed_up(kills: Kills, named: Named) -> None:
    id = await kills.holder(named["handle"])
    types = Counter(await kills.types(id))
    assert types == Counter(["AccountOpened", "PasswordSet", "SignedIn"])
    assert await kills.alive(id) == 1
    assert await kills.left(UNTOLD, id) == 0
    assert await kills.told(id) == {"phone": named["handle"]}


async def _refreshing(kills: Kills, n: int) -> dict[str, str]:
    tokens = await kills.accounts.signed_up(handle(kills))
    return {"token": tokens.refresh_token, "account": tokens.account_id, "ip": ip(n)}


async def _refreshed(kills: Kills, named: Named) -> None:
    id = named["account"]
    assert "RefreshTokenReused" not in await kills.types(id)
    [session] = await kills.accounts.db[LOGINS].find({"account": id}).to_list(None)
    assert (session["generation"], session["ended_at"]) == (1, None)


async def _resetting(kills: Kills, n: int) -> dict[str, str]:
    number = handle(kills)
    id = (await kills.accounts.signed_up(number)).account_id
    attempt = await kills.accounts.begun(BeginReset(handle=number), ip=ip(n))
    code = kills.accounts.code(attempt)
    return {"attempt": attempt.attempt_id, "code": code, "account": id, "ip": ip(n)}


async def _reset(kills: Kills, named: Named) -> None:
    types = Counter(await kills.types(named["account"]))
    assert (types["PasswordSet"], types["SessionsEnded"]) == (2, 1)
    assert await kills.alive(named["account"]) == 0
    assert await kills.left(PASSWORDS, named["account"]) == 1


async def _offboarding(kills: Kills, n: int) -> dict[str, str]:
    """There is always another administrator."""
    kills.numbers += 1
    async with kills.accounts.looping("sweep staff"):
        if not await kills.accounts.db[ROSTER].count_documents({"ids": {"$ne": []}}):
            await joined(kills.accounts, "keeper@shop.example")
        member = await joined(kills.accounts, f"a{kills.numbers}@shop.example")
    return {"staff": member.id}


async def _offboarded(kills: Kills, named: Named) -> None:
    id = named["staff"]
    for collection in (PASSWORDS, FACTORS, HANDLES):
        assert await kills.left(collection, id) == 0
    assert (await kills.types(id)).count("HandleRemoved") == 1
    history = await kills.accounts.core.base.uow.history(f"staff/{id}")
    assert [event.type for event in history] == ["StaffInvited", "StaffJoined", "StaffLeft"]
    roster = await kills.accounts.db[ROSTER].find_one({})
    assert roster is not None
    assert id not in roster["ids"]
    assert await kills.accounts.db[STAFF].count_documents({"_id": id, "next_due": None}) == 1


async def _regaining(kills: Kills, n: int) -> dict[str, str]:
    accounts, number, new = kills.accounts, handle(kills), handle(kills)
    id = (await accounts.signed_up(number)).account_id
    await asked(accounts, number, new)
    row = await accounts.db[ASKED_BACK].find_one({"account": id})
    assert row is not None
    decide = DecideAccountRequest(request_id=row["_id"], accept=True, reason="Proven.")
    await accounts.api.execute(decide, staff())
    accounts.clock.advance(WAIT)
    return {"request": row["_id"], "account": id, "new": new}


async def _regained(kills: Kills, named: Named) -> None:
    id = named["account"]
    types = Counter(await kills.types(id))
    once = ("AccountBackAccepted", "AccountBackBegun", "AccountBackGiven", "HandleAdded")
    assert [types[one] for one in once] == [1] * len(once)
    assert await kills.holder(named["new"]) == id
    assert (await kills.left(HANDLES, id), await kills.left(ASKED_BACK, id)) == (1, 0)
    assert (await kills.left(PASSWORDS, id), await kills.alive(id)) == (0, 0)
    assert await kills.told(id) == {"phone": named["new"], "email": ""}


async def _taken_over(kills: Kills, n: int) -> dict[str, str]:
    accounts, number, theirs = kills.accounts, handle(kills), handle(kills)
    id = (await accounts.signed_up(number)).account_id
    accounts.clock.advance(timedelta(hours=1))
    known = msgspec.structs.replace(profile(id, "en"), phone=theirs, email="")
    accounts.notify.profiles[id] = known
    follow = FollowContacts(member_id=id, kind=HandleKind.PHONE)
    await accounts.api.execute(follow, owner(id, device_id="thief"))
    await accounts.db[BEFORE].insert_one({"_id": id, "phone": number})
    since = (accounts.clock.now() - timedelta(minutes=30)).isoformat()
    return {"account": id, "handle": number, "since": since}


async def _given_back(kills: Kills, named: Named) -> None:
    id = named["account"]
    types = Counter(await kills.types(id))
    assert [types[one] for one in ("AccountSecured", "ContactRestored", "HandleAdded")] == [1, 1, 2]
    assert await kills.holder(named["handle"]) == id
    assert (await kills.left(HANDLES, id), await kills.left(CONTACTS_BACK, id)) == (1, 0)
    assert await kills.told(id) == {"phone": named["handle"]}


TRIALS = (
    Trial("sign_up", _signing_up, _signed_up, (5, 14)),
    Trial("refresh", _refreshing, _refreshed, (0, 1)),
    Trial("reset", _resetting, _reset, (3, 8)),
    Trial("offboard", _offboarding, _offboarded, (4, 13)),
    Trial("regain", _regaining, _regained, (9, 14)),
    Trial("give_back", _taken_over, _given_back, (7, 18)),
)
