"""State, timeline, ledger and verification of one record."""

from collections.abc import Iterator
from itertools import dropwhile

import msgspec

from infra.kernel.events import GENESIS, EventEnvelope, verify_chain
from infra.kernel.paging import checked_first
from infra.kernel.text import LocalText
from infra.kernel.upcasting import lifted
from services.membership.contract import queries as q
from services.membership.contract.event_types import UPCASTERS
from services.membership.contract.views import (
    HistoryPage,
    LedgerLine,
    LedgerView,
    MembershipView,
    RecordView,
    TimelineEntry,
    TimelinePage,
)
from services.membership.contract.words import RESPONSIBLE, Cause
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.explain.summaries import UNREADABLE, summarise
from services.membership.domain.folding.evolve import fold, fold_readable, followed_by
from services.membership.domain.folding.shapes import leads_to
from services.membership.domain.recording.journal import (
    balance_account,
    journal,
)
from services.membership.domain.view import shown_status, view_of
from services.membership.domain.wording.speech import Formatter
from services.membership.ports import Loaded, OriginDetails
from services.membership.queries.gathered import Gathered


def membership(query: q.GetMembership, gathered: Gathered) -> MembershipView:
    if query.at is None and query.known_at is None:
        loaded = gathered.membership(query.member_id)
        state, head, at = loaded.state, loaded.head.hash, gathered.now
        return view_of(state, gathered.catalog, gathered.currency, head, at)
    at = query.at or query.known_at or gathered.now
    found = gathered.as_of(query)
    catalog = gathered.catalog.as_of(at)
    return view_of(found.state, catalog, gathered.currency, found.hash, at)


def timeline(query: q.GetTimeline, gathered: Gathered) -> TimelinePage:
    checked_first(query.first)
    history = gathered.history(query.member_id)
    formatter = gathered.formatter(query.member_id, for_staff=query.for_staff)
    found = list(entries(query.member_id, gathered, formatter))
    if query.newest_first:
        found = [one for one in reversed(found) if not query.after or one.version < query.after]
    else:
        found = [one for one in found if one.version > query.after]
    return TimelinePage(
        entries=tuple(found[: query.first]),
        total=len(history),
        has_more=len(found) > query.first,
    )


def entries(member_id: str, gathered: Gathered, formatter: Formatter) -> Iterator[TimelineEntry]:
    """The whole timeline, oldest first, also of a record that was damaged."""
    state = Membership(member_id=member_id)
    for envelope in gathered.history(member_id):
        after = followed_by(state, envelope)
        state = state if after is None else after
        summary = UNREADABLE if after is None else summarise(envelope, formatter)
        yield _entry(envelope, state, gathered, summary)


def _entry(
    envelope: EventEnvelope, after: Membership, gathered: Gathered, summary: LocalText
) -> TimelineEntry:
    cause = Cause(envelope.cause) if envelope.cause else None
    place = gathered.places.get(envelope.origin.origin_id, OriginDetails())
    return TimelineEntry(
        id=envelope.id,
        version=envelope.version,
        type=envelope.type,
        cause=cause,
        responsible=RESPONSIBLE[cause] if cause else None,
        actor=envelope.actor,
        happened_at=envelope.happened_at,
        recorded_at=envelope.recorded_at,
        due_at=envelope.due_at,
        summary=summary,
        status_after=shown_status(after),
        plan_after=after.plan,
        device_id=envelope.origin.device_id,
        device_label=place.device_label,
        ip=place.ip,
        hash=envelope.hash,
        body=lifted(envelope, UPCASTERS).body,
    )


def ledger(query: q.GetLedger, gathered: Gathered) -> LedgerView:
    checked_first(query.first)
    loaded = gathered.membership(query.member_id)
    account = balance_account(query.member_id)
    history = gathered.history(query.member_id)
    readable = fold_readable(query.member_id, history).events
    lines: list[LedgerLine] = [
        line
        for entry in journal(history[:readable])
        for line in entry.lines()
        if line.account == account
    ]
    return LedgerView(
        balance=loaded.state.balance,
        currency=gathered.currency,
        owed=loaded.state.owed,
        lines=tuple(_older(lines, query.after))[: query.first],
    )


def _older(lines: list[LedgerLine], after: str) -> Iterator[LedgerLine]:
    """Newest first; an entry has one line on an account."""
    newest_first = reversed(lines)
    if after:
        newest_first = dropwhile(lambda line: line.entry_id != after, newest_first)
        next(newest_first, None)
    return newest_first


def record(query: q.GetRecord, gathered: Gathered) -> RecordView:
    """The chain, and the stored state against the fold of as many events as it knows of."""
    loaded = gathered.membership(query.member_id)
    history = gathered.history(query.member_id)[: loaded.head.version]
    fault = _fault(loaded, history)
    return RecordView(
        member_id=query.member_id,
        events=len(history),
        holds=not fault,
        fault=fault,
        head_hash=loaded.head.hash,
    )


def history_page(query: q.GetHistory, gathered: Gathered) -> HistoryPage:
    checked_first(query.first)
    history = gathered.history(query.member_id)
    found = [event for event in history if event.version > query.after]
    page = found[: query.first]
    return HistoryPage(
        lines=tuple(msgspec.json.encode(event, order="sorted").decode() for event in page),
        versions=tuple(event.version for event in page),
        total=len(history),
        has_more=len(found) > len(page),
    )


def _fault(loaded: Loaded, history: list[EventEnvelope]) -> str:
    broken = verify_chain(history)
    if broken is not None:
        return f"Event {broken.version} {broken.reason}."
    if (history[-1].hash if history else GENESIS) != loaded.head.hash:
        return "The stored head is not the last event of the history."
    state = loaded.state
    if not leads_to(fold(state.member_id, history), state, loaded.known):
        return "The stored state is not what the history leads to."
    return ""
