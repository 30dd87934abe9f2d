"""Factors on a real database, with a clock that the test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.kernel.clock import FixedClock
from infra.kernel.errors import InvalidInput
from infra.kernel.events import Actor
from infra.kernel.ids import new_id
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import connect
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.assembly import lay_core
from services.membership.accounts.core.collections import INDEXES
from services.membership.accounts.core.domain.account import aggregate_of
from services.membership.accounts.factors.assembly import Factors, build_factors
from services.membership.accounts.factors.factor_store import SEALED
from services.membership.accounts.sessions.assembly import build_sessions
from services.membership.accounts.sessions.starting import ProvenOwner, SessionStarts
from services.membership.contract.accounts import factor_commands as c
from services.membership.contract.accounts.command import OwnCommand, SigningDevice
from services.membership.contract.accounts.events import AccountOpened
from services.membership.contract.accounts.factor_views import FactorResult, FactorView
from services.membership.contract.accounts.queries import GetFactors
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import AccountKind, Opening, Proof
from services.notify.contract.commands import VerifyCode
from services.notify.contract.views import Outcome
from services.settings import Settings
from services.shared.callers import ActorKind, Caller

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODE = "246810"
NOBODY = Caller(actor=Actor(kind=ActorKind.ANONYMOUS))


class SentCodes:
    """Notification, whose code is good as often as it is shown."""

    async def execute(self, command: VerifyCode, by: Caller) -> Outcome:
        if command.code != CODE:
            raise InvalidInput("not the code", field="code")
        return Outcome()


class Membership:
    """Hears of sign-ins."""

    async def execute(self, command: Any, by: Caller) -> None:
        return None


@dataclass
class Neighbours:
    notify: Any
    membership: Any


@dataclass
class Owner:
    """Somebody with an account, signed in."""

    house: "House"
    id: str
    session_id: str

    async def do(self, kind: type[OwnCommand], **fields: Any) -> FactorResult:
        command = kind(account_id=self.id, session_id=self.session_id, **fields)
        by = Caller(actor=Actor(kind=ActorKind.MEMBER, id=self.id))
        return factor_of(await self.house.execute(command, by))

    async def steps_up(self, proof: Proof = Proof.CODE, answer: str = CODE) -> FactorResult:
        return await self.do(c.StepUp, proof=proof, answer=answer)

    async def factors(self) -> tuple[FactorView, ...]:
        found = await self.house.factors.queries[GetFactors](GetFactors(account_id=self.id))
        return found.factors

    async def history(self) -> list[tuple[str, dict[str, Any]]]:
        """What happened since the account was opened, but for signing in."""
        told = await self.house.base.uow.history(aggregate_of(self.id))
        return [
            (one.type, {name: value for name, value in one.body.items() if name != "member_id"})
            for one in told
            if one.type not in ("AccountOpened", "SignedIn")
        ]


@dataclass
class House:
    base: Foundation
    accounts: AccountStore
    starts: SessionStarts
    factors: Factors
    clock: FixedClock
    _numbers: list[str] = field(default_factory=list)

    async def execute(self, command: Any, by: Caller = NOBODY) -> AccountOutcome:
        return await self.factors.commands[type(command)](command, by)

    async def owner(self, kind: AccountKind = AccountKind.MEMBER) -> Owner:
        self._numbers.append("")
        id, session_id = f"m-{len(self._numbers)}", new_id()
        opened = AccountOpened(member_id=id, kind=kind, how=Opening.SIGNED_UP)
        await self.accounts.save(await self.accounts.load(id), [opened], self.clock.now(), NOBODY)
        entry = ProvenOwner(session_id, (Proof.PASSWORD,), SigningDevice())
        await self.starts.start(await self.accounts.load(id), entry, NOBODY)
        return Owner(self, id, session_id)

    async def passkey_options(self) -> dict[str, Any]:
        """To sign in with one."""
        return options_of(factor_of(await self.execute(c.BeginPasskeySignIn())))


def factor_of(outcome: AccountOutcome) -> FactorResult:
    assert outcome.factor is not None
    return outcome.factor


def options_of(result: FactorResult) -> dict[str, Any]:
    return result.passkey_options


@asynccontextmanager
async def running_factors(mongo_url: str, prefix: str, folder: Path) -> AsyncIterator[House]:
    settings = Settings(mongo_url=mongo_url, mongo_database_prefix=prefix, var_dir=folder)
    client, clock = connect(settings), FixedClock(START)
    base = lay_foundation(settings, client, "accounts", sealed=[SEALED])
    await base.prepare(INDEXES)
    core = lay_core(settings, base, clock, Neighbours(SentCodes(), Membership()))
    sessions = build_sessions(core)
    try:
        yield House(base, core.accounts, sessions.starts, build_factors(core, sessions), clock)
    finally:
        client.close()
