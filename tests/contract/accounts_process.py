"""Does one thing with an account in processes that are killed on the way, as `membership_process`
does with upgrades:

    python -m tests.contract.accounts_process
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from pymongo import monitoring

from infra.kernel.clock import FixedClock
from infra.kernel.events import Actor
from infra.log import configure_logging
from infra.process.foundation import lay_foundation
from infra.storage.mongo import Client, Database, connect, database
from services.membership.accounts.component import NAME, build_accounts
from services.membership.accounts.core.assembly import AccountCore, lay_core
from services.membership.accounts.regaining.request_store import RequestStore
from services.membership.accounts.regaining.returning import Returning
from services.membership.accounts.sessions.assembly import build_sessions
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.signing_in.telling import ContactTelling
from services.membership.accounts.staff.staff_store import StaffStore
from services.membership.accounts.staff.telling import StaffTelling
from services.membership.accounts.takeover.contacts_back import ContactsBack
from services.membership.accounts.takeover.domain.hostile import NotMine
from services.membership.accounts.takeover.securing import Securing
from services.membership.contract.accounts.session_commands import RefreshSession
from services.membership.contract.accounts.signing_commands import ConfirmSignUp, FinishReset
from services.membership.contract.accounts.staff_commands import OffboardStaff
from services.notify.contract.commands import SetContacts
from services.notify.contract.queries import GetContactsAt
from services.notify.contract.views import ContactsThen, Outcome
from services.settings import Settings
from services.shared.callers import ActorKind, Caller, StaffKind
from tests.contract.accounts_system import DEVICE, SEALED_ROWS
from tests.contract.forked import serve_jobs
from tests.contract.membership_process import WRITES, Killer

TOLD = "told_contacts"
"""{_id: member, phone, email}: as notification has them."""
BEFORE = "contacts_before"
"""{_id: member, phone}: as they were."""
PASSWORD = "another good horse"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """`step`: at which moment of the writes to die; -1: live. `at`: the time."""

    mongo_url: str
    prefix: str
    folder: str
    does: str
    step: int
    at: datetime
    named: dict[str, str]


class Notify:
    """Keeps where members are reached, as lasting as the real one, and where they were before."""

    def __init__(self, db: Database) -> None:
        self._rows = db[TOLD]
        self._before = db[BEFORE]

    async def execute(self, command: Any, by: Caller) -> Outcome:
        if isinstance(command, SetContacts):
            said = {"phone": command.phone, "email": command.email}
            given = {name: address for name, address in said.items() if address is not None}
            await self._rows.update_one({"_id": command.member_id}, {"$set": given}, upsert=True)
        return Outcome()

    async def read(self, queries: list[Any]) -> list[Any]:
        return [await self._then(query) for query in queries]

    async def _then(self, query: Any) -> ContactsThen | None:
        if not isinstance(query, GetContactsAt):
            return None
        row = await self._before.find_one({"_id": query.member_id})
        return ContactsThen(phone=row["phone"] if row else "", email="")


@dataclass
class Work:
    api: Any
    core: AccountCore
    named: dict[str, str]

    @property
    def nobody(self) -> Caller:
        """The same call, however often it is made."""
        actor = Actor(kind=ActorKind.ANONYMOUS)
        return Caller(actor=actor, idempotency_key="once", ip=self.named.get("ip", ""))


async def sign_up(work: Work) -> None:
    named, device = work.named, DEVICE
    confirm = ConfirmSignUp(attempt_id=named["attempt"], code=named["code"], device=device)
    outcome = await work.api.execute(confirm, work.nobody)
    assert outcome.tokens is not None
    seal = AddressSeal(work.core.settings.token_secrets)
    await ContactTelling(work.core.base.db, seal, work.core.neighbours).tell()


async def refresh(work: Work) -> None:
    command = RefreshSession(refresh_token=work.named["token"], device_id=DEVICE.id)
    assert (await work.api.execute(command, work.nobody)).tokens is not None


async def reset(work: Work) -> None:
    named = work.named
    finish = FinishReset(attempt_id=named["attempt"], code=named["code"], password=PASSWORD)
    await work.api.execute(finish, work.nobody)


async def offboard(work: Work) -> None:
    by = Caller(
        actor=Actor(kind=ActorKind.STAFF, id="s-0", name="Zhou"),
        staff_kind=StaffKind.ADMIN,
        second_factor=True,
        idempotency_key="offboard",
    )
    id = work.named["staff"]
    await work.api.execute(OffboardStaff(staff_id=id, reason="Moves away."), by)
    store = StaffStore(work.core.base.uow)
    seal = AddressSeal(work.core.settings.token_secrets)
    await StaffTelling(store, seal, work.core.neighbours).tick(id)


async def regain(work: Work) -> None:
    core = work.core
    store = RequestStore(core.base.db, core.base.sealing)
    returning = Returning(core, store, build_sessions(core).store)
    while await store.get(work.named["request"]):
        await returning.tick(work.named["request"])


async def give_back(work: Work) -> None:
    """To the owner, after a takeover."""
    sessions = build_sessions(work.core)
    since = datetime.fromisoformat(work.named["since"])
    report = NotMine("report-" + work.named["account"], since, ("thief",), DEVICE.id)
    securing = Securing(work.core, sessions.store, sessions.devices)
    await securing.answer(work.named["account"], report)
    await ContactsBack(work.core).step()


DOES: dict[str, Callable[[Work], Awaitable[None]]] = {
    one.__name__: one for one in (sign_up, refresh, reset, offboard, regain, give_back)
}


async def _with_account(job: Job, settings: Settings, mongo: Client) -> None:
    clock = FixedClock(job.at)
    notify = Notify(database(mongo, settings.database(NAME)))
    appeals = SimpleNamespace(know_colleague=_heard)
    membership = SimpleNamespace(execute=_heard)
    neighbours: Any = SimpleNamespace(notify=notify, appeals=appeals, membership=membership)
    base = lay_foundation(settings, mongo, NAME, sealed=SEALED_ROWS)
    core = lay_core(settings, base, clock, neighbours)
    component = build_accounts(settings, mongo, clock, neighbours, code_keys=settings.code_keys)
    await DOES[job.does](Work(component.api, core, job.named))


async def _export(job: Job, settings: Settings, mongo: Client) -> None:
    from services.membership.component import build_membership
    from tests.contract.appeals_process import Away
    from tests.contract.membership_system import Neighbours
    from tests.contract.test_exports import ID, Room

    clock = FixedClock(job.at)
    neighbours = Neighbours(notify=Away())
    component = build_membership(settings, mongo, clock, neighbours)
    system: Any = SimpleNamespace(api=component.api, clock=clock)
    room = Room(system)
    while (await room.store.load(ID)).export.state == "PREPARING":
        await room.preparing.tick(ID)


async def _heard(command: Any, by: Caller) -> None:
    return None


async def _done(job: Job) -> int:
    settings = Settings(
        mongo_url=job.mongo_url, mongo_database_prefix=job.prefix, var_dir=Path(job.folder)
    )
    killer = Killer(job.step, WRITES | {"delete"})
    monitoring.register(killer)
    mongo: Client = connect(settings)
    await (_export if job.does == "export" else _with_account)(job, settings, mongo)
    return killer.moments


if __name__ == "__main__":
    configure_logging("WARNING", "accounts")  # to standard error: answers go to standard output
    serve_jobs(Job, _done)
