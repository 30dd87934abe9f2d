"""Accounts, put together."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock, SystemClock
from infra.process.component import Component, Loop
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import Client
from infra.storage.pulse import Left, PulseReader
from services.membership.accounts.core.assembly import lay_core
from services.membership.accounts.core.collections import (
    ASKED_BACK,
    CONTACTS_BACK,
    INDEXES,
    STAFF,
    UNTOLD,
    WAYS_IN,
)
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.core.reading import AccountReading
from services.membership.accounts.devices.device_store import SEALED as SEALED_DEVICES
from services.membership.accounts.erasing import erasing
from services.membership.accounts.factors.assembly import build_factors
from services.membership.accounts.factors.factor_store import SEALED as SEALED_FACTORS
from services.membership.accounts.factors.factor_store import forget_removed
from services.membership.accounts.opening.following import NAME as FOLLOWS_CONTACTS
from services.membership.accounts.opening.following import ContactFollowing, following
from services.membership.accounts.opening.importing import AccountImport
from services.membership.accounts.opening.registering import Registering
from services.membership.accounts.regaining.assembly import build_regaining
from services.membership.accounts.regaining.request_store import SEALED as SEALED_REQUESTS
from services.membership.accounts.rehashing import Rehashing
from services.membership.accounts.service import AccountRooms, AccountsService
from services.membership.accounts.sessions.assembly import build_sessions
from services.membership.accounts.sessions.reporting import NAME as LOGINS_REPORTED
from services.membership.accounts.sessions.session_store import SEALED as SEALED_SESSIONS
from services.membership.accounts.settings import AccountSettings
from services.membership.accounts.signing_in.assembly import build_signing_in
from services.membership.accounts.staff.assembly import build_staff
from services.membership.accounts.takeover.contacts_back import ContactsBack
from services.membership.accounts.takeover.disowning import DisownedSignIns
from services.membership.accounts.takeover.securing import NAME as SECURES
from services.membership.accounts.takeover.securing import Securing, securing
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.accounts.opening_commands import FollowContacts, RegisterAccount
from services.membership.contract.accounts.queries import GetAccount
from services.membership.contract.accounts.session_commands import DisownSignIn
from services.membership.contract.rules import DISOWNED_WITHIN

NAME: Final = "accounts"
_REPEATED_WITHIN: Final = timedelta(days=3)
_FORGET_EVERY: Final = 30.0  # seconds
_LOOKS_AGAIN: Final = 1.0  # seconds


def build_accounts(
    settings: AccountSettings,
    mongo: Client,
    clock: Clock,
    neighbours: Neighbours,
    *,
    code_keys: Sequence[bytes],
) -> Component:
    """`code_keys`: what notification derives one-time codes from, the present one first."""
    base = lay_foundation(
        settings,
        mongo,
        NAME,
        sealed=[SEALED_DEVICES, SEALED_FACTORS, SEALED_REQUESTS, SEALED_SESSIONS],
    )
    core = lay_core(settings, base, clock, neighbours)
    sessions = build_sessions(core)
    factors = build_factors(core, sessions)
    signing = build_signing_in(core, sessions, code_keys, factors.shown)
    regaining = build_regaining(core, sessions, signing, code_keys)
    staff = build_staff(core, sessions, code_keys)
    registering = Registering(core.accounts, core.handles, clock, settings.home_region)
    secures = Securing(core, sessions.store, sessions.devices)
    contacts = ContactFollowing(core.accounts, registering, neighbours)
    rooms = AccountRooms(
        commands={
            **sessions.commands,
            **signing.commands,
            **factors.commands,
            **regaining.commands,
            **staff.commands,
            RegisterAccount: registering.register,
            FollowContacts: contacts.follow,
            DisownSignIn: DisownedSignIns(sessions.store, secures, clock).sign_in,
        },
        queries={
            **sessions.queries,
            **factors.queries,
            **regaining.queries,
            **staff.queries,
            GetAccount: AccountReading(core.accounts).account,
        },
        import_accounts=AccountImport(
            core.accounts, registering, core.handles, clock, settings.home_region
        ),
    )

    async def prepare() -> None:
        await base.prepare(INDEXES)
        await staff.prepare()

    async def forget() -> int:
        gone = await forget_removed(base.db, clock.now() - DISOWNED_WITHIN)
        gone += await regaining.store.forget_refused(clock.now() - _REPEATED_WITHIN)
        return gone + await core.waits.forget_old() + await signing.forget_old()

    return Component(
        name=NAME,
        contract=AccountsApi,
        api=AccountsService(
            base, rooms, lambda: sessions.tokens.published, _pulse(base, clock), on=settings.sign_in
        ),
        lease=base.lease,
        indexes=base.laid(INDEXES),
        loops=[
            *base.loops,
            *sessions.loops,
            *signing.loops,
            Loop(name=SECURES, run=securing(core, secures)),
            Loop(name="put contacts back", run=_kept_at(base.committed, ContactsBack(core).step)),
            Loop(name=FOLLOWS_CONTACTS, run=following(contacts, base, neighbours)),
            Loop(name="erase members", run=erasing(base, neighbours)),
            *regaining.loops,
            Loop(name="hash handles anew", run=Rehashing(core).run),
            *staff.loops,
            Loop(name="forget old tries", run=_every(forget, _FORGET_EVERY)),
        ],
        prepare=prepare,
    )


def build_rehashing(settings: AccountSettings, mongo: Client, neighbours: Neighbours) -> Rehashing:
    """For the command that does it, beside the service or without it."""
    base = lay_foundation(settings, mongo, NAME)
    return Rehashing(lay_core(settings, base, SystemClock(), neighbours))


def _pulse(base: Foundation, clock: Clock) -> PulseReader:
    waiting = [Left(WAYS_IN, {"send": True})]
    return PulseReader(
        base.db,
        clock,
        base.committed,
        base.committed,
        swept_short=[STAFF, ASKED_BACK],
        followed={NAME: LOGINS_REPORTED, "notify": FOLLOWS_CONTACTS},
        in_flight=lambda _now: waiting,
        short=[Left(UNTOLD, {}, base.committed), Left(CONTACTS_BACK, {}, base.committed)],
    )


def _kept_at(
    wakeup: Wakeup, work: Callable[[], Awaitable[int]]
) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await wakeup.keep_at(work, _LOOKS_AGAIN)

    return run


def _every(work: Callable[[], Awaitable[int]], seconds: float) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(work, seconds)

    return run
