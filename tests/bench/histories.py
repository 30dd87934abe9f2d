"""What it costs to look at a history of ten thousand events beside one of ten: as it was on a day,
and explained."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from infra.kernel.batches import batched
from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain
from infra.outbox.record import to_document
from infra.storage.changes import plain
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.adapters.stored import fields_of
from services.membership.contract import queries as q
from services.membership.contract.benefit_events import BenefitUsed
from services.membership.contract.events import (
    BalanceDebited,
    BalanceToppedUp,
    MembershipEnrolled,
    MembershipRenewed,
)
from services.membership.contract.words import Lifecycle, RenewedVia
from services.membership.domain.folding.evolve import fold
from services.shared.callers import SYSTEM
from tests.contract.membership_system import START, System, running_membership
from tests.servers import running_mongo

SHORT, LONG = 10, 10_000
_BATCH, _TRIES = 1_000, 7
_MONTH = timedelta(days=30)
_USES = 90
"""A period: a game card every eight hours."""


async def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_mongo(Path(folder)) as (url, _), running_membership(url, "b") as system:
            for events in (SHORT, LONG):
                await _fill(system, f"m-{events}", events)
            return [
                await _line(system, "as it was on a day", _as_of),
                await _line(system, "explained", _why),
            ]


async def _line(system: System, what: str, asked: Any) -> str:
    short, long = [await _best(system, asked(f"m-{events}")) for events in (SHORT, LONG)]
    return (
        f"{what:20} {SHORT} events {short * 1e3:6.1f} ms   {LONG} events {long * 1e3:6.1f} ms   "
        f"{long / short:.1f}"
    )


def _as_of(id: str) -> q.GetMembership:
    return q.GetMembership(member_id=id, at=START + timedelta(hours=1))


def _why(id: str) -> q.GetExplanation:
    return q.GetExplanation(member_id=id)


async def _best(system: System, query: Any) -> float:
    """The first one leaves snapshots."""
    took = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        await system.api.read([query])
        took.append(time.perf_counter() - began)
    return min(took[1:])


async def _fill(system: System, id: str, events: int) -> None:
    drafts = [draft for draft, _ in zip(_life(id), range(events), strict=False)]
    history = chain(NEW, id, drafts, actor=SYSTEM, origin=Origin(), recorded_at=START)
    for some in batched(map(to_document, history), _BATCH):
        await system.db[EVENTS].insert_many(
            [{"_id": one["id"], **one, "commit": "c"} for one in some]
        )
    await system.db[MEMBERSHIPS].insert_one(_row(id, history))


def _row(id: str, history: Sequence[EventEnvelope]) -> dict[str, Any]:
    state = fold(id, history)
    return {
        "_id": id, "version": len(history), "hash": history[-1].hash, "commit": "c",
        "next_due": None, "state": plain(state), **fields_of(state),
    }  # fmt: skip


def _life(id: str) -> Iterator[Draft]:
    """A month after the other: topped up, renewed, and a quota used three times a day."""
    for month in count():
        start = START + month * _MONTH
        for event in (
            BalanceToppedUp(amount=1_990, balance_after=1_990, reference=f"t-{month}"),
            BalanceDebited(
                amount=1_990, balance_after=0, purpose="RENEWAL", reference=f"r-{month}"
            ),
            _bought(month, start),
        ):
            yield Draft(event=event, happened_at=start)
        for use in range(_USES):
            used = BenefitUsed(
                benefit="free_transfers", count=1, used=use + 1, left=100, use_id=f"{month}-{use}",
                resets_at=start + _MONTH,
            )  # fmt: skip
            yield Draft(event=used, happened_at=start + use * timedelta(hours=8))


def _bought(month: int, start: Any) -> MembershipEnrolled | MembershipRenewed:
    if month == 0:
        return MembershipEnrolled(
            plan="gold", price=1_990, period_start=start, period_end=start + _MONTH,
            auto_renew=True, clauses={},
        )  # fmt: skip
    return MembershipRenewed(
        via=RenewedVia.MEMBER, plan="gold", price=1_990, order_id="", period_start=start,
        period_end=start + _MONTH, continuous=True, credited_seconds=0,
        lifecycle_before=Lifecycle.ACTIVE, paid_at=start, benefits_before={}, benefits_after={},
    )  # fmt: skip
