"""Signing in, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.sessions.assembly import Sessions
from services.membership.accounts.signing_in.attempt_store import AttemptStore
from services.membership.accounts.signing_in.codes import Codes
from services.membership.accounts.signing_in.ending_sessions import EndingSessions
from services.membership.accounts.signing_in.gates import TryGates
from services.membership.accounts.signing_in.own_password import OwnPassword
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.password_store import PasswordStore
from services.membership.accounts.signing_in.passwords import Passwords
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.signing_in.signing_in import SigningIn
from services.membership.accounts.signing_in.signing_up import SigningUp
from services.membership.accounts.signing_in.steps import Shows, Steps
from services.membership.accounts.signing_in.taking_away import TakingAway
from services.membership.accounts.signing_in.telling import ContactTelling
from services.membership.contract.accounts import signing_commands as c
from services.membership.contract.accounts.session_commands import (
    EndOtherSessions,
    EndSession,
    RemoveDevice,
)
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller

_CARRIES_EVERY = 0.25
_TELLS_EVERY = 1.0
"""Seconds: what other processes left to be sent."""


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What signing in brings into accounts. `steps`: by which every way in goes."""

    steps: Steps
    gates: TryGates
    commands: Mapping[type, Callable[[Any, Caller], Awaitable[AccountOutcome]]]
    loops: Sequence[Loop]
    forget_old: Callable[[], Awaitable[int]]


def build_signing_in(
    core: AccountCore,
    sessions: Sessions,
    code_keys: Sequence[bytes],
    shown: Mapping[Proof, Shows],
) -> Signing:
    """`shown`: how proofs of other rooms are looked at."""
    attempts, seal = AttemptStore(core.base.uow), AddressSeal(core.settings.token_secrets)
    codes = Codes(attempts, seal, core.neighbours, core.clock, code_keys)
    gates = TryGates(core, sessions.devices)
    store, hashes = PasswordStore(core.base.db), PasswordHashes()
    own = OwnPassword(store, hashes, gates)
    steps = Steps(
        accounts=core.accounts,
        attempts=attempts,
        starts=sessions.starts,
        gates=gates,
        codes=codes,
        clock=core.clock,
        shown={**shown, Proof.PASSWORD: own.second_step},
        always_two=core.settings.second_factor == "REQUIRED",
        devices=sessions.devices,
    )
    entering = SigningIn(core.accounts, store, hashes, gates, steps)
    joining = SigningUp(
        accounts=core.accounts,
        starts=sessions.starts,
        hashes=hashes,
        gates=gates,
        steps=steps,
        seal=seal,
        clock=core.clock,
        handles=core.handles,
        region=core.settings.home_region,
    )
    passwords = Passwords(
        accounts=core.accounts,
        sessions=sessions.store,
        passwords=store,
        hashes=hashes,
        own=own,
        gates=gates,
        steps=steps,
        neighbours=core.neighbours,
        clock=core.clock,
    )
    ending = EndingSessions(
        accounts=core.accounts,
        sessions=sessions.store,
        ends=sessions.ends,
        passwords=store,
        own=own,
        devices=sessions.devices,
        clock=core.clock,
    )
    taking = TakingAway(core.accounts, sessions.store, core.clock)
    telling = ContactTelling(core.base.db, seal, core.neighbours)
    return Signing(
        steps=steps,
        gates=gates,
        commands={
            c.BeginSignIn: entering.begin,
            c.ConfirmSignIn: entering.confirm,
            c.BeginSignUp: joining.begin,
            c.ConfirmSignUp: joining.confirm,
            c.SetPassword: passwords.set,
            c.BeginReset: passwords.begin_reset,
            c.FinishReset: passwords.finish_reset,
            c.ResetPasswordOf: taking.password,
            EndSession: ending.one,
            EndOtherSessions: ending.others,
            RemoveDevice: ending.on_device,
        },
        loops=[
            Loop(name="carry codes", run=_keeping_at(codes.waiting, codes.carry, _CARRIES_EVERY)),
            Loop(
                name="tell contacts",
                run=_keeping_at(core.base.committed, telling.tell, _TELLS_EVERY),
            ),
        ],
        forget_old=lambda: attempts.forget_old(core.clock.now()),
    )


def _keeping_at(
    wakeup: Wakeup, work: Callable[[], Awaitable[int]], seconds: float
) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await wakeup.keep_at(work, seconds)

    return run
