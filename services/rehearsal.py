"""`python -m services import --dry-run`: the services' own rules over the real database, which is
only read; what they would write lies in a temporary file."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.concurrency.wakeup import Wakeup
from infra.process.foundation import build_sealing
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Client, Database, connect, database, find_by_ids
from infra.storage.transactions import Transactions
from infra.storage.unit_of_work import UnitOfWork
from services.compose import Apis, build_clock, connect_clients
from services.importing.rehearsal import SAMPLES, MessageReach, Rehearsal, RehearsedMember
from services.membership.adapters.catalog import MongoCatalog
from services.membership.adapters.reach import ReachByNotify
from services.membership.adapters.sealed import SEALED as MEMBERSHIP_SEALED
from services.membership.adapters.zones import ZonesByNotify
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.views import AccountsImported
from services.membership.contract.case_events import CaseWanted
from services.membership.domain.aggregate.lifecycle import status_of
from services.membership.domain.aggregate.state import Membership
from services.membership.partners.partner_store import PartnerStore
from services.membership.ports import Context
from services.membership.rehearsal.rehearsal import ImportRehearsal
from services.membership.rehearsal.rehearsed_store import RehearsedMemberships
from services.membership.rehearsal.scratch import Rehearsed, Scratch
from services.notify.contacts.contact_import import ContactImport
from services.notify.contract.commands import ContactRow
from services.notify.contract.views import ImportResult as ContactResult
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.stores.collections import RECIPIENTS
from services.notify.core.stores.documents import from_document
from services.notify.core.stores.sealed import SEALED
from services.notify.core.truth.clause_notices import coming_to_newcomers
from services.notify.core.truth.overtaking import commits_of
from services.notify.core.truth.withholding import told_by
from services.settings import Settings

_NOTICE = "ClausePublished"


class RehearsedRecipients:
    """Read from the database, kept beside it."""

    def __init__(self, db: Database, sealing: RowSealing, scratch: Scratch) -> None:
        self._rows = db[RECIPIENTS]
        self._sealing = sealing
        self._scratch = scratch

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]:
        found = await find_by_ids(self._rows, member_ids)
        rows = await self._sealing.opened_by(RECIPIENTS, found)
        known = {id: from_document(row, Recipient) for id, row in rows.items()}
        return known | self._scratch.others(Recipient, member_ids)

    async def add_new(self, recipients: Sequence[Recipient]) -> int:
        known = await self.get_many([one.id for one in recipients])
        new = {one.id: one for one in recipients if one.id not in known}
        self._scratch.keep_others(Recipient, new)
        return len(new)

    async def save(self, before: Recipient | None, after: Recipient) -> bool:
        self._scratch.keep_others(Recipient, {after.id: after})
        return True


class RehearsedContacts:
    def __init__(self, contact_import: ContactImport) -> None:
        self._import = contact_import

    async def import_contacts(self, rows: list[ContactRow]) -> ContactResult:
        return await self._import(rows)


class RehearsedAccounts:
    """Nobody is told anything of them, and nothing is refused."""

    async def import_accounts(self, rows: list[AccountRow]) -> AccountsImported:
        return AccountsImported(opened=len(rows))


class RehearsedServices:
    """Implements the importer's `Clients` and `Rehearses`."""

    def __init__(
        self,
        membership: ImportRehearsal,
        notify: RehearsedContacts,
        recipients: RehearsedRecipients,
    ) -> None:
        self.membership, self.notify = membership, notify
        self.accounts = RehearsedAccounts()
        self._recipients = recipients

    async def rehearsed(self) -> Rehearsal:
        await self.membership.go_live()
        found = Rehearsal()
        for one in self.membership.changed():
            messages = _messages(one)
            reached = await self._recipients.get_many([one.after.member_id]) if messages else {}
            _count(found, one, messages, reached.get(one.after.member_id))
        return found


@asynccontextmanager
async def rehearse(settings: Settings) -> AsyncIterator[RehearsedServices]:
    mongo = connect(settings)
    try:
        with TemporaryDirectory() as folder:
            scratch = Scratch(Path(folder) / "rehearsal.db")
            async with connect_clients(settings) as apis:
                yield _services(settings, mongo, apis, scratch)
            scratch.close()
    finally:
        mongo.close()


def _services(settings: Settings, mongo: Client, apis: Apis, scratch: Scratch) -> RehearsedServices:
    db, clock = database(mongo, settings.database("membership")), build_clock(settings)
    opening = build_sealing(settings, db, MEMBERSHIP_SEALED)
    uow = UnitOfWork(Transactions(mongo, db), db, Wakeup(), sealing=opening)
    ctx = Context(
        store=RehearsedMemberships(uow, scratch),
        partners=PartnerStore(uow),
        catalog=MongoCatalog(db, settings.operator_time_zone),
        zones=ZonesByNotify(apis),
        reaches=ReachByNotify(apis),
        clock=clock,
        currency=settings.currency,
        zone=settings.operator_time_zone,
    )
    contacts_db = database(mongo, settings.database("notify"))
    sealing = build_sealing(settings, contacts_db, SEALED)
    recipients = RehearsedRecipients(contacts_db, sealing, scratch)
    contacts = ContactImport(recipients, settings.operator_time_zone, clock)
    return RehearsedServices(ImportRehearsal(ctx, scratch), RehearsedContacts(contacts), recipients)


def _messages(one: Rehearsed) -> list[str]:
    """As notification plans them, own notices of coming terms among them."""
    told = [event.type for event in told_by(commits_of(one.events))]
    return told + [_NOTICE for _ in coming_to_newcomers(one.events)]


def _count(
    found: Rehearsal, one: Rehearsed, messages: Sequence[str], recipient: Recipient | None
) -> None:
    types = [event.type for event in one.events]
    found.members += 1
    found.new += one.before is None
    found.told += bool(messages)
    found.statuses = _added(found.statuses, [_status(one.after)])
    found.events = _added(found.events, types)
    reasons = [event.body["reason"] for event in one.events if event.type == CaseWanted.__name__]
    found.reviews = _added(found.reviews, reasons)
    for kind in messages:
        _reach(found.messages.setdefault(kind, MessageReach()), recipient)
    if len(found.sample) < SAMPLES and (messages or reasons):
        found.sample.append(
            RehearsedMember(
                member_id=one.after.member_id,
                before=_standing(one.before) if one.before else "",
                after=_standing(one.after),
                events=tuple(types),
                messages=tuple(messages),
            )
        )


def _reach(reached: MessageReach, recipient: Recipient | None) -> None:
    phone, email = recipient and recipient.phone, recipient and recipient.email
    reached.messages += 1
    reached.with_phone += bool(phone)
    reached.with_email += bool(email)
    reached.inbox_only += not (phone or email)


def _added(counts: dict[str, int], names: Sequence[str]) -> dict[str, int]:
    return dict(Counter(counts) + Counter(names))


def _status(state: Membership) -> str:
    return status_of(state).value if state.lifecycle else "NONE"


def _standing(state: Membership) -> str:
    return f"{_status(state)} {state.plan} until {state.period_end.isoformat()}"
