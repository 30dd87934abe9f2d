"""The membership service, put together."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from pymongo import IndexModel

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope
from infra.outbox.subscription import Subscription
from infra.process.component import Component, Loop
from infra.process.foundation import Foundation, lay_foundation
from infra.retention.sweeping import RETENTION
from infra.storage.mongo import Client
from infra.storage.sweeper import Sweeper
from services.appeals.contract.api import AppealsApi
from services.membership.adapters.catalog import MongoCatalog, read_seed_clauses
from services.membership.adapters.documents import INDEXES, MEMBERSHIPS, READS, member_of
from services.membership.adapters.labels import INDEX as LABEL_INDEX
from services.membership.adapters.reach import ReachByNotify
from services.membership.adapters.repository import MongoMemberships
from services.membership.adapters.sealed import SEALED
from services.membership.adapters.shapes import STATE_SHAPES, Shapes
from services.membership.adapters.snapshots import INDEXES as SNAPSHOT_INDEXES
from services.membership.adapters.zones import ZonesByNotify
from services.membership.breaker.assembly import build_breaker
from services.membership.breaker.collections import INDEXES as BREAKER_INDEXES
from services.membership.cases.assembly import build_cases
from services.membership.cases.wanted_store import INDEXES as CASE_INDEXES
from services.membership.catalogue.assembly import build_catalogue
from services.membership.catalogue.collections import INDEXES as CATALOGUE_INDEXES
from services.membership.charging.request_store import INDEXES as CHARGE_INDEXES
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.api import MembershipApi
from services.membership.contract.commands import (
    PublishClause,
)
from services.membership.corrections.assembly import build_corrections
from services.membership.corrections.domain.limits import AloneLimits
from services.membership.corrections.run_store import INDEXES as CORRECTION_INDEXES
from services.membership.directory.assembly import build_directory
from services.membership.directory.labelling import INDEXES as LABELLING_INDEXES
from services.membership.entitlement.reading import EntitlementReading
from services.membership.erasure.assembly import Erase, build_erasure
from services.membership.exports.assembly import build_exports
from services.membership.exports.export_store import INDEXES as EXPORT_INDEXES
from services.membership.exports.export_store import erase_exports
from services.membership.golive.held_store import INDEXES as HELD_INDEXES
from services.membership.handlers import Ticker
from services.membership.handlers.publishing import publish_first_versions
from services.membership.integrity.erasing import erase_member
from services.membership.integrity.incidents import RecordIncidentStore
from services.membership.integrity.repairing import INCIDENTS as RECORD_INCIDENTS
from services.membership.partners.assembly import build_partners
from services.membership.partners.collections import INDEXES as PARTNER_INDEXES
from services.membership.partners.partner_store import PartnerStore
from services.membership.ports import Context
from services.membership.reads.assembly import build_reads
from services.membership.reads.read_store import INDEXES as READ_INDEXES
from services.membership.rectifications.open_store import INDEXES as OPEN_INDEXES
from services.membership.retention.assembly import RetentionRoom
from services.membership.risk.risk_store import INDEXES as RISK_INDEXES
from services.membership.service import MembershipService, Staff
from services.membership.settings import MembershipSettings
from services.membership.subscriptions import EVENTS_AT_ONCE, NAME, record_notices
from services.notify.contract.api import NotifyApi

Note = Callable[[str, datetime], None]
"""Writes down who was erased, and when."""


class Neighbours(Protocol):
    """The contracts that membership follows."""

    @property
    def notify(self) -> NotifyApi: ...

    @property
    def appeals(self) -> AppealsApi: ...

    @property
    def accounts(self) -> AccountsApi: ...

    @property
    def membership(self) -> MembershipApi:
        """Its own, as everybody else is answered by it."""
        ...


def build_membership(
    settings: MembershipSettings,
    mongo: Client,
    clock: Clock,
    neighbours: Neighbours,
    note_erased: Note | None = None,
) -> Component:
    """`note_erased`: none where nothing would keep a backup from bringing back who is erased; then
    nobody is."""
    base = lay_foundation(settings, mongo, "membership", member_of, SEALED)
    members, partner_store = MongoMemberships(base.uow), PartnerStore(base.uow)
    context = Context(
        store=members,
        partners=partner_store,
        catalog=MongoCatalog(base.db, settings.operator_time_zone),
        zones=ZonesByNotify(neighbours),
        reaches=ReachByNotify(neighbours),
        clock=clock,
        currency=settings.currency,
        zone=settings.operator_time_zone,
        erasure_waits=settings.erasure_wait if note_erased else None,
        rectification_within=settings.rectification_within,
    )

    breaker = build_breaker(base, context, settings)
    context = breaker.context
    partners = build_partners(
        base, partner_store, members, clock,
        entitlements=EntitlementReading(context).of, kept=settings.partner_feed_kept,
        sandbox=settings.sandbox,
    )  # fmt: skip
    catalogue = build_catalogue(base, context, settings.plans_file)
    staff = _staff(settings, base, context)
    retention = RetentionRoom(base, context.clock, settings, READS)
    erasure = build_erasure(base, context, _erasing(base, note_erased))
    due = Wakeup()
    exports = build_exports(
        base, clock, neighbours, due,
        currency=settings.currency, zone=settings.operator_time_zone,
    )  # fmt: skip

    async def prepare() -> None:
        await base.prepare(_indexes())
        await Shapes(base.db).keep()
        await partners.items.prepare()
        await catalogue.prepare()
        await publish_first_versions(context, _first_clauses(clock))

    sweeper = Sweeper(base.db, MEMBERSHIPS, clock, Ticker(context), wakeup=due)
    return Component(
        name="membership",
        contract=MembershipApi,
        api=MembershipService(
            context,
            base,
            due,
            partners=partners,
            catalogue=catalogue,
            staff=staff,
            breaker=breaker,
            erasure=erasure.reading,
            exports=exports,
            retention=retention,
        ),
        lease=base.lease,
        indexes=base.laid(_indexes()),
        loops=[
            *base.loops,
            Loop(name=sweeper.name, run=sweeper.run),
            Loop(name=NAME, run=_following(neighbours, base, context)),
            *partners.loops,
            *catalogue.loops,
            *staff.directory.loops,
            *breaker.loops,
            *staff.corrections.loops,
            *erasure.loops,
            *exports.loops,
            *retention.loops,
            *build_cases(base, context, lambda: neighbours.appeals, due).loops,
        ],
        prepare=prepare,
        note=breaker.commands.note,
    )


def _staff(settings: MembershipSettings, base: Foundation, context: Context) -> Staff:
    directory = build_directory(base, context.store)
    limits = AloneLimits(
        days=settings.days_alone, amount=settings.amount_alone, members=settings.members_alone
    )
    return Staff(
        directory,
        build_reads(base.db, context.clock, settings.searches_a_minute),
        build_corrections(base, context, directory.reading.listed, limits),
        RecordIncidentStore(base.transactions, base.db, context.clock),
    )


def _erasing(base: Foundation, note: Note | None) -> Erase:
    async def erase(event: EventEnvelope) -> None:
        member_id, at = event.aggregate, event.happened_at
        if note is not None:  # before anything goes: a restore does it again
            note(member_id, at)
        await erase_exports(base.db, member_id)
        await erase_member(base.transactions, base.db, member_id, base.sealing, at)

    return erase


def _following(
    neighbours: Neighbours, base: Foundation, context: Context
) -> Callable[[int], Awaitable[None]]:
    async def follow_notify(epoch: int) -> None:
        # looked up at each start: which contract answers is settled after all are built
        feed, handle = neighbours.notify.feed, record_notices(context)
        await Subscription(NAME, base.db, feed, handle, batch=EVENTS_AT_ONCE).run(epoch)

    return follow_notify


def _first_clauses(clock: Clock) -> list[PublishClause]:
    return [
        PublishClause(
            clause=seed.clause,
            title=seed.title,
            text=seed.text,
            parameters=dict(seed.parameters),
            effective_at=clock.now(),
        )
        for seed in read_seed_clauses()
    ]


def _indexes() -> dict[str, Sequence[IndexModel]]:
    apart = (INDEXES, CASE_INDEXES, CHARGE_INDEXES, RISK_INDEXES, HELD_INDEXES, OPEN_INDEXES)
    of_members = [index for room in apart for index in room[MEMBERSHIPS]]
    return {
        **INDEXES,
        MEMBERSHIPS: [*of_members, LABEL_INDEX],
        STATE_SHAPES: [],
        **PARTNER_INDEXES,
        **CATALOGUE_INDEXES,
        **READ_INDEXES,
        **LABELLING_INDEXES,
        **BREAKER_INDEXES,
        **CORRECTION_INDEXES,
        **EXPORT_INDEXES,
        RECORD_INCIDENTS: [],
        **SNAPSHOT_INDEXES,
        RETENTION: [],
    }
