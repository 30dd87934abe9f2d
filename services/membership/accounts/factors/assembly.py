"""Factors, put together."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.factors.apps import Apps
from services.membership.accounts.factors.context import FactorContext
from services.membership.accounts.factors.continuations import Continuations
from services.membership.accounts.factors.factor_store import FactorStore
from services.membership.accounts.factors.freshness import Freshness
from services.membership.accounts.factors.passkeys import Passkeys
from services.membership.accounts.factors.proving import FactorProofs
from services.membership.accounts.factors.reading import FactorReading
from services.membership.accounts.factors.recovery import Recovery
from services.membership.accounts.factors.sent_codes import SentCodes
from services.membership.accounts.factors.session_proofs import SessionProofs
from services.membership.accounts.factors.signing_in import FactorSignIn
from services.membership.accounts.factors.stepping_up import SteppingUp
from services.membership.accounts.factors.webauthn import RelyingParty
from services.membership.accounts.sessions.assembly import Sessions
from services.membership.accounts.sessions.starting import CommittedWith
from services.membership.contract.accounts import factor_commands as c
from services.membership.contract.accounts.factor_views import FactorResult
from services.membership.contract.accounts.factor_words import OWN_FACTORS
from services.membership.contract.accounts.queries import GetFactors, GetFreshness
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller

Handler = Callable[[Any, Caller], Awaitable[AccountOutcome]]


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What factors bring into accounts. `shown`: for a second step of signing in. `fresh`: for
    whatever else is sensitive."""

    commands: Mapping[type, Handler]
    queries: Mapping[type, Callable[[Any], Awaitable[Any]]]
    shown: Mapping[Proof, Callable[[str, str, Caller], Awaitable[CommittedWith]]]
    fresh: Freshness


def build_factors(core: AccountCore, sessions: Sessions) -> Factors:
    accounts, settings, clock = core.accounts, core.settings, core.clock
    domain, origins = settings.passkey_pages
    party = RelyingParty(domain, settings.shown_name, origins)
    store = FactorStore(core.base)
    continuations = Continuations(settings.token_secrets)
    proving = FactorProofs(store, continuations, party, clock)
    proofs = SessionProofs(sessions.store, sessions.tokens, clock)
    ctx = FactorContext(
        accounts=accounts,
        factors=store,
        fresh=Freshness(proofs, store, clock),
        proofs=proofs,
        continuations=continuations,
        party=party,
        clock=clock,
        networks=core.networks,
        name=settings.shown_name,
    )
    apps, passkeys, recovery = Apps(ctx), Passkeys(ctx), Recovery(ctx)
    signing = FactorSignIn(accounts, proving, sessions.starts, core.networks, clock)
    stepping = SteppingUp(
        accounts=accounts,
        sessions=proofs,
        proving=proving,
        codes=SentCodes(core.neighbours),
        waits=core.waits,
        clock=clock,
    )
    return Factors(
        commands={
            c.BeginTotp: _told(apps.begin),
            c.ConfirmTotp: _told(apps.confirm),
            c.BeginPasskey: _told(passkeys.begin),
            c.AddPasskey: _told(passkeys.add),
            c.RemoveFactor: _told(recovery.remove),
            c.MakeRecoveryCodes: _told(recovery.make_codes),
            c.StepUp: _told(stepping.step_up),
            c.BeginPasskeySignIn: _told(passkeys.begin_sign_in),
            c.SignInWithPasskey: signing.by_passkey,
        },
        queries={GetFactors: FactorReading(store).of, GetFreshness: ctx.fresh.of},
        shown={kind: partial(signing.second_step, kind) for kind in OWN_FACTORS},
        fresh=ctx.fresh,
    )


def _told(handle: Callable[[Any, Caller], Awaitable[FactorResult]]) -> Handler:
    async def handler(command: Any, by: Caller) -> AccountOutcome:
        return AccountOutcome(factor=await handle(command, by))

    return handler
