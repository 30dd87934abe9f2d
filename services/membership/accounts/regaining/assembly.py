"""The way back, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.process.component import Loop
from infra.storage.sweeper import Sweeper
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.collections import ASKED_BACK
from services.membership.accounts.regaining.asking import AskingBack
from services.membership.accounts.regaining.deciding import DecidingBack
from services.membership.accounts.regaining.reading import RequestReading
from services.membership.accounts.regaining.request_store import RequestStore
from services.membership.accounts.regaining.returning import Returning
from services.membership.accounts.regaining.stopping import StoppingBack
from services.membership.accounts.sessions.assembly import Sessions
from services.membership.accounts.signing_in.assembly import Signing
from services.membership.accounts.signing_in.attempt_store import AttemptStore
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.contract.accounts import regaining_commands as c
from services.membership.contract.accounts.queries import GetAccountRequests
from services.membership.contract.accounts.views import AccountOutcome
from services.shared.callers import Caller

_LOOKS_AGAIN = 1.0  # seconds
"""Seconds: what other processes left to be taken down."""


@dataclass(frozen=True, kw_only=True)
class Regaining:
    """What the way back brings into accounts."""

    commands: Mapping[type, Callable[[Any, Caller], Awaitable[AccountOutcome]]]
    queries: Mapping[type, Callable[[Any], Awaitable[Any]]]
    loops: Sequence[Loop]
    store: RequestStore


def build_regaining(
    core: AccountCore, sessions: Sessions, signing: Signing, code_keys: Sequence[bytes]
) -> Regaining:
    """`code_keys`: what one-time codes follow from."""
    store = RequestStore(core.base.db, core.base.sealing)
    asking = AskingBack(
        accounts=core.accounts,
        attempts=AttemptStore(core.base.uow),
        gates=signing.gates,
        steps=signing.steps,
        seal=AddressSeal(core.settings.token_secrets),
        clock=core.clock,
    )
    deciding = DecidingBack(core.accounts, store, core.settings.account_back_wait, core.clock)
    stopping = StoppingBack(core.accounts, store, signing.gates, code_keys, core.clock)
    reading = RequestReading(store, core.accounts, sessions.store, core.neighbours, core.clock)
    returning = Returning(core, store, sessions.store)
    committed = core.base.committed
    sweeper = Sweeper(core.base.db, ASKED_BACK, core.clock, returning.tick, wakeup=committed)
    return Regaining(
        store=store,
        commands={
            c.AskAccountBack: asking.begin,
            c.ConfirmAccountBack: asking.confirm,
            c.DecideAccountRequest: deciding.decide,
            c.StopAccountRequest: stopping.stop,
            c.StopAccountRequestByCode: stopping.stop_by_code,
        },
        queries={GetAccountRequests: reading.requests},
        loops=[
            Loop(name=sweeper.name, run=sweeper.run),
            Loop(name="note requests", run=_noting(asking)),
        ],
    )


def _noting(asking: AskingBack) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await asking.waiting.keep_at(asking.note, _LOOKS_AGAIN)

    return run
