"""'That was not me': follows the membership, and gives the account back to its owner. All sessions
but those of the device that says so end, the password is good for nothing any more, what others
added goes and what they removed comes back as far as it can, in one commit. Addresses come back a
moment later: see `contacts_back`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope
from infra.outbox.each import on_each
from infra.outbox.subscription import Subscription
from infra.storage.changes import GuardedUpdate, Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.core.assembly import AccountCore
from services.membership.accounts.core.collections import (
    ASKED_BACK,
    CONTACTS_BACK,
    DEVICES,
    FACTORS,
    HANDLES,
    NETWORKS,
    PASSWORDS,
    WAYS_IN,
)
from services.membership.accounts.core.domain.account import Account, aggregate_of
from services.membership.accounts.core.domain.asked_back import all_ended
from services.membership.accounts.devices.device_store import DeviceStore
from services.membership.accounts.sessions.domain.session import Session, told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.accounts.takeover.contacts_back import to_restore
from services.membership.accounts.takeover.domain.hostile import (
    Hostile,
    NotMine,
    hostile,
    is_strange,
    may_go,
    reports_answered,
)
from services.membership.contract.accounts.events import (
    AccountEvent,
    AccountSecured,
    HandleRemoved,
)
from services.membership.contract.accounts.factor_events import FactorPutBack, FactorRemoved
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import SessionEnd
from services.membership.contract.event_types import body_of
from services.membership.contract.takeover_events import TakeoverReported
from services.shared.callers import SYSTEM, Caller

NAME: Final = "secure accounts"


class ToPutRight(NamedTuple):
    """What there is to put right. `kept`: versions of removed passkeys that are good again, by
    their ids."""

    account: Account
    ending: Sequence[Session]
    done: Hostile
    strange: Sequence[str]
    kept: Mapping[str, int]


class Securing:
    def __init__(self, core: AccountCore, sessions: SessionStore, devices: DeviceStore) -> None:
        self._uow = core.base.uow
        self._clock: Clock = core.clock
        self._accounts: AccountStore = core.accounts
        self._sessions = sessions
        self._devices = devices

    async def secure(self, event: EventEnvelope) -> None:
        """Once for each report, however often it is heard of."""
        body = body_of(event)
        if isinstance(body, TakeoverReported):
            own = "" if event.origin.device_id in body.devices else event.origin.device_id
            await self.answer(event.aggregate, NotMine(event.id, body.since, body.devices, own))

    async def answer(self, account_id: str, report: NotMine) -> int | None:
        """Gives how many sessions ended; none where it was answered before."""
        return await retry_on_conflict(lambda: self._secured(account_id, report))

    async def _secured(self, account_id: str, report: NotMine) -> int | None:
        loaded = await self._accounts.load(account_id)
        history = await self._uow.history(aggregate_of(account_id))
        if loaded.account is None or report.id in reports_answered(history):
            return None
        found = await self._found(loaded.account, history, report)
        now = self._clock.now()
        wanted = to_restore(account_id, report, found.done)
        await self._accounts.save(
            loaded,
            _events(found, report),
            now,
            Caller(actor=SYSTEM),
            inserts={CONTACTS_BACK: [wanted]} if wanted else {},
            updates=[*ended(found.ending, now, SessionEnd.NOT_ME), *_put_back(found.kept)],
            removals=_removals(loaded, found, report),
        )
        return len(found.ending)

    async def _found(
        self, account: Account, history: Sequence[EventEnvelope], report: NotMine
    ) -> ToPutRight:
        seen = {one.device: one.first_seen for one in await self._devices.of(account.id)}
        alive = await self._sessions.alive(account.id, self._clock.now())
        done = hostile(history, report, seen)
        return ToPutRight(
            account,
            [one for one in alive if not report.own or one.device != report.own],
            done,
            [one for one in seen if is_strange(one, report, seen) and may_go(one, report, seen)],
            await self._kept(account.id, done),
        )

    async def _kept(self, account_id: str, done: Hostile) -> Mapping[str, int]:
        wanted = sorted(id for id, taken in done.taken.items() if taken.safe)
        gone = {"account": account_id, "_id": {"$in": wanted}, "gone_at": {"$ne": None}}
        rows = await self._uow.db[FACTORS].find(gone, {"version": 1}).to_list(None)
        return {row["_id"]: row["version"] for row in rows}


def securing(core: AccountCore, work: Securing) -> Callable[[int], Awaitable[None]]:
    async def follow(epoch: int) -> None:
        handle = on_each(TakeoverReported.__name__, work.secure, core.base.uow)
        feed = core.neighbours.membership.feed
        await Subscription(NAME, core.base.db, feed, handle, batch=1_000).run(epoch)

    return follow


def _events(found: ToPutRight, report: NotMine) -> list[AccountEvent]:
    of: dict[str, Any] = {"member_id": found.account.id}
    events: list[AccountEvent] = []
    if found.ending:
        events.append(told_of(found.account.id, found.ending, SessionEnd.NOT_ME))
    factors = [
        FactorRemoved(factor_id=id, kind=kind, **of)
        for id, kind in found.account.kept_factors.items()
        if id in found.done.factors
    ]
    back = [FactorPutBack(factor_id=id, kind=found.done.taken[id].kind, **of) for id in found.kept]
    handles = [
        HandleRemoved(handle_id=one.id, kind=one.kind, **of)
        for one in found.account.handles
        if one.id in found.done.handles
    ]
    lost = (one.kind for id, one in found.done.taken.items() if id not in found.kept)
    secured = AccountSecured(
        report_id=report.id,
        since=report.since,
        ended=len(found.ending),
        factors=len(factors),
        handles=len(handles),
        password=found.account.password_set_at is not None,
        passkeys=len(back),
        lost=tuple(dict.fromkeys(lost)),
        contacts=tuple(found.done.contacts),
        unsure=found.done.unsure,
        **of,
    )
    here = all_ended(found.account, BackEnd.STOPPED)
    return [*events, *factors, *back, *handles, *here, secured]


def _put_back(kept: Mapping[str, int]) -> list[GuardedUpdate]:
    return [
        GuardedUpdate(
            FACTORS,
            {"_id": id, "version": version},
            {"$set": {"version": version + 1}, "$unset": {"gone_at": ""}},
        )
        for id, version in kept.items()
    ]


def _removals(loaded: LoadedAccount, found: ToPutRight, report: NotMine) -> list[Removal]:
    """Ways in that are open may be somebody else's: whoever is the owner begins again."""
    mine = {"account": loaded.id}
    stopped = bool(all_ended(found.account, BackEnd.STOPPED))
    return [
        *([Removal(ASKED_BACK, mine)] if stopped else []),
        Removal(PASSWORDS, {"_id": loaded.id}),
        Removal(WAYS_IN, mine),
        Removal(DEVICES, {**mine, "device": {"$in": list(found.strange)}}),
        Removal(NETWORKS, {**mine, "first_seen": {"$gte": report.since}}),
        Removal(FACTORS, {**mine, "_id": {"$in": sorted(found.done.factors)}}),
        Removal(HANDLES, {**mine, "handle_id": {"$in": sorted(found.done.handles)}}),
    ]
