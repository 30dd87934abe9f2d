"""P6: a mass loss stops by itself, and nobody loses anything until a person decides."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import msgspec
import pytest

from infra.kernel.errors import NotAllowed
from infra.kernel.events import Actor
from infra.storage.sweeper import Sweeper
from services.membership.breaker.breaker import DecidedTooLate
from services.membership.contract import commands as c
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_views import MassLossPage, MassLossView
from services.membership.contract.breaker_words import MassLossDecision, MassLossState
from services.membership.contract.entitlement import EntitlementStanding, EntitlementsView
from services.membership.contract.import_rows import ImportBatch, MemberRow
from services.membership.contract.queries import GetEntitlements, GetMassLosses
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.handlers import Ticker
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import Context, Loaded, StateChange
from services.shared.callers import ActorKind, Caller, StaffKind
from tests.contract.breaker_process import Job, carrying_out
from tests.contract.membership_system import START, System, running_membership
from tests.waiting import PATIENCE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = START + 10 * DAY
MANY = 16
PRICE = 2500
REASON = "The shop's payments were late."


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


def admin(name: str) -> Caller:
    actor = Actor(kind=ActorKind.STAFF, id=name, name=name)
    return Caller(actor=actor, staff_kind=StaffKind.ADMIN, second_factor=True)


async def join(system: System, count: int, *, ends: datetime = END, prefix: str = "m") -> list[str]:
    rows = tuple(
        MemberRow(
            row=number,
            member_id=f"{prefix}-{number}",
            plan="silver",
            lifecycle=Lifecycle.ACTIVE,
            cause=None,
            period_start=START - 20 * DAY,
            period_end=ends,
            auto_renew=False,
            balance=0,
            last_login_at=None,
        )
        for number in range(count)
    )
    await system.api.import_batch(ImportBatch(members=rows))
    return [row.member_id for row in rows]


def sweeper(system: System) -> Sweeper:
    return Sweeper(system.db, "memberships", system.clock, Ticker(system.context))


async def let_pass(system: System, until: datetime) -> None:
    """Everything is swept when it is due."""
    rows, sweep = system.db["memberships"], sweeper(system).sweep
    while True:
        while await sweep():
            pass
        due = await rows.find_one({"next_due": {"$gt": START}}, sort=[("next_due", 1)])
        if due is None or due["next_due"] > until:
            break
        system.clock.advance(due["next_due"] - system.clock.now())
    system.clock.advance(until - system.clock.now())


async def time_passed(context: Context, loaded: Loaded, now: datetime) -> StateChange:
    recorder = Recorder(loaded.state, await context.catalog.current(), now)
    pass_time(recorder)
    return state_change_of(loaded, recorder)


async def renew(system: System, member_ids: list[str]) -> None:
    now = system.clock.now()
    for id in member_ids:
        payment = c.ReportPayment(
            member_id=id, order_id=f"{id}-{now:%d%H}", amount=PRICE, paid_at=now
        )
        await system.api.execute(payment, Caller(actor=Actor(kind=ActorKind.HOST, id="shop")))


async def lifecycles(system: System) -> dict[str, int]:
    found: dict[str, int] = {}
    async for row in system.db["memberships"].find({}, {"state.lifecycle": 1}):
        lifecycle = row["state"]["lifecycle"]
        found[lifecycle] = found.get(lifecycle, 0) + 1
    return found


async def incidents(system: System) -> tuple[MassLossView, ...]:
    page = await system.ask(GetMassLosses(only_open=False), MassLossPage)
    return page.incidents


async def decide(system: System, decision: MassLossDecision, *, carried_out: bool = True) -> None:
    [incident] = await incidents(system)
    command = DecideMassLoss(incident_id=incident.id, decision=decision, reason=REASON)
    await system.api.decide_mass_loss(command, admin("Lin"))
    if carried_out:
        while (await incidents(system))[0].state is not MassLossState.CLOSED:
            await carrying_out(system.context, system.db).step()


async def test_a_sweep_that_would_expire_too_many_expires_nobody(system: System) -> None:
    members = await join(system, MANY)
    await let_pass(system, END + DAY + HOUR)
    assert await lifecycles(system) == {"GRACE": MANY}
    [incident] = await incidents(system)
    assert (incident.cause, incident.state) == (Cause.LAPSED, MassLossState.OPEN)
    assert (incident.coming, incident.expected, incident.allowance) == (MANY, 4, 10)
    assert incident.deferred == MANY
    answer = await system.ask(GetEntitlements(member_ids=tuple(members)), EntitlementsView)
    assert {one.standing for one in answer.entitlements} == {EntitlementStanding.ENTITLED}
    assert {one.until for one in answer.entitlements} == {None}
    assert "LAPSED" in await system.component.note()


async def test_released_it_goes_on(system: System) -> None:
    await join(system, MANY)
    await let_pass(system, END + 2 * DAY)
    await renew(system, ["m-0"])
    await decide(system, MassLossDecision.RELEASE)
    assert await lifecycles(system) == {"ACTIVE": 1, "EXPIRED": MANY - 1}
    [incident] = await incidents(system)
    assert (incident.deferred, incident.settled) == (MANY, MANY - 1)
    [*_, released, expired] = (await system.context.store.histories(["m-1"]))["m-1"]
    assert released.type == "DeferredChangeReleased"
    assert released.actor.id == "Lin"
    assert expired.type == "MembershipExpired"
    assert expired.happened_at == END + 2 * DAY
    assert await system.holds("m-1")
    assert not await system.component.note()


async def test_discarded_each_has_a_whole_grace_again(system: System) -> None:
    await join(system, MANY)
    await let_pass(system, END + 2 * DAY)
    await decide(system, MassLossDecision.DISCARD)
    again = {"state.lifecycle": "GRACE", "state.grace_until": END + 3 * DAY}
    assert await system.db["memberships"].count_documents(again) == MANY
    assert await system.holds("m-1")
    await let_pass(system, END + 3 * DAY)
    assert [one.state for one in await incidents(system)] == [
        MassLossState.OPEN,
        MassLossState.CLOSED,
    ]


async def test_a_months_end_with_many_due_at_once_is_usual(
    mongo_url: str, database_prefix: str
) -> None:
    strict = {"breaker_floor": 0, "breaker_floor_share": 0.0}
    async with running_membership(mongo_url, database_prefix, **strict) as system:
        members = await join(system, 40)
        await let_pass(system, END + HOUR)
        await renew(system, members[10:])
        await let_pass(system, END + DAY + HOUR)
        assert await lifecycles(system) == {"ACTIVE": 30, "EXPIRED": 10}
        assert not await incidents(system)


async def test_an_outage_of_days_is_caught_up_with(mongo_url: str, database_prefix: str) -> None:
    strict = {"breaker_floor": 1, "breaker_floor_share": 0.0}
    async with running_membership(mongo_url, database_prefix, **strict) as system:
        members = list[str]()
        for hour in range(0, 60, 3):
            members += await join(system, 2, ends=END + hour * HOUR, prefix=f"h{hour}")
        await let_pass(system, END - HOUR)
        system.clock.advance(3 * DAY)
        await let_pass(system, system.clock.now() + HOUR)
        assert await lifecycles(system) == {"GRACE": 40}
        await renew(system, [id for n, id in enumerate(members) if n % 4])
        await let_pass(system, system.clock.now() + DAY)
        assert await lifecycles(system) == {"ACTIVE": 30, "EXPIRED": 10}
        assert not await incidents(system)


async def test_a_restart_keeps_it_tripped(
    system: System, mongo_url: str, database_prefix: str
) -> None:
    await join(system, MANY)
    await let_pass(system, END + DAY - HOUR)
    await join(system, 1, ends=system.clock.now() - DAY, prefix="late")
    await let_pass(system, END + DAY + HOUR)
    async with running_membership(mongo_url, database_prefix) as again:
        again.clock.advance(system.clock.now() - again.clock.now())
        await let_pass(again, END + 3 * DAY)
        assert "EXPIRED" not in await lifecycles(again)
        assert (await incidents(again))[0].deferred == MANY + 1


async def test_two_sweepers_share_one_count(
    system: System, mongo_url: str, database_prefix: str
) -> None:
    async with running_membership(mongo_url, database_prefix) as other:
        members = await join(system, MANY)
        await let_pass(system, END + HOUR)
        await renew(system, members[12:])
        for one in (system, other):
            one.clock.advance(END + DAY - one.clock.now())
        both = [sweeper(one).sweep for one in (system, other)]
        while any(await asyncio.gather(*(sweep() for sweep in both))):
            pass
        assert await lifecycles(system) == {"ACTIVE": MANY - 12, "EXPIRED": 12}
        [window] = await system.db["breaker_windows"].find({}).to_list(None)
        assert (window["lost"], window["granted"], window["excess"]) == (12, 12, 8)


async def test_who_decided_before_others_carried_it_out_decides_again(system: System) -> None:
    """Nothing of it is coming any more, nor foreseen: which is no mass loss."""
    members = await join(system, MANY)
    await let_pass(system, END + HOUR)
    await renew(system, members[12:])
    system.clock.advance(END + DAY - system.clock.now())
    context, now = system.context, system.clock.now()
    decided = [
        await time_passed(context, one, now)
        for one in (await context.store.load(members[:12])).values()
    ]
    while await sweeper(system).sweep():
        pass
    with pytest.raises(DecidedTooLate):
        await context.store.save(decided, now)
    assert not await incidents(system)
    [window] = await system.db["breaker_windows"].find({}).to_list(None)
    assert (window["lost"], window["granted"]) == (12, 12)


async def test_two_have_to_agree_where_it_is_set_so(mongo_url: str, database_prefix: str) -> None:
    four_eyes = {"breaker_four_eyes": True}
    async with running_membership(mongo_url, database_prefix, **four_eyes) as system:
        await join(system, MANY)
        await let_pass(system, END + DAY + HOUR)
        [incident] = await incidents(system)
        command = DecideMassLoss(
            incident_id=incident.id, decision=MassLossDecision.RELEASE, reason=REASON
        )
        outcome = await system.api.decide_mass_loss(command, admin("Lin"))
        assert outcome.incident.state is MassLossState.PROPOSED
        with pytest.raises(NotAllowed):
            await system.api.decide_mass_loss(command, admin("Lin"))
        outcome = await system.api.decide_mass_loss(command, admin("Wu"))
        assert outcome.incident.state is MassLossState.DECIDED
        assert outcome.incident.decided_by == ("Lin", "Wu")


async def killed(system: System, mongo_url: str, prefix: str, steps: Sequence[int]) -> list[int]:
    """Sweeps and carries out in processes that die at these moments of their writes."""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.breaker_process",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert parent.stdin is not None
    assert parent.stdout is not None
    ended = list[int]()
    for step in steps:
        job = Job(mongo_url=mongo_url, prefix=prefix, now=system.clock.now(), step=step)
        parent.stdin.write(msgspec.json.encode(job) + b"\n")
        ended.append(int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE)))
        await system.db.client.admin.command("killAllSessions", [])
    parent.kill()
    await parent.wait()
    return ended


async def test_whatever_dies_it_trips_before_and_releases_once(
    system: System, mongo_url: str, database_prefix: str
) -> None:
    members = await join(system, MANY)
    await let_pass(system, END + HOUR)
    system.clock.advance(END + DAY - system.clock.now())
    ended = await killed(system, mongo_url, database_prefix, [*range(0, 18, 3), -1])
    assert ended.count(-signal.SIGKILL) >= 4
    assert await lifecycles(system) == {"GRACE": MANY}
    assert [one.deferred for one in await incidents(system)] == [MANY]

    await decide(system, MassLossDecision.RELEASE, carried_out=False)
    ended = await killed(system, mongo_url, database_prefix, [*range(0, 18, 3), -1])
    assert ended.count(-signal.SIGKILL) >= 4
    assert await lifecycles(system) == {"EXPIRED": MANY}
    [incident] = await incidents(system)
    assert (incident.state, incident.settled) == (MassLossState.CLOSED, MANY)
    assert not await system.db["breaker_waiting"].count_documents({})
    histories = await system.context.store.histories(members)
    types = [[event.type for event in history] for history in histories.values()]
    assert {each.count("MembershipExpired") for each in types} == {1}
    assert {each.count("ChangeDeferred") for each in types} == {1}
