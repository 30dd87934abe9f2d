"""What was planned before a member's contacts were known reaches them once they are: once."""

import asyncio
import dataclasses
import random
from datetime import timedelta
from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.kernel.feed import BEGINNING, Place
from infra.outbox.record import Position
from infra.process.foundation import lay_foundation
from services.membership.contract.words import Cause, HoldKind
from services.notify.contract.commands import ContactRow, SetContacts
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.deliveries.journal import EntryKind
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.recipients import Recipients
from services.notify.core.stores.sealed import SEALED
from services.notify.planning.assembly import catching_up, event_planning
from services.notify.planning.catch_up_runner import CatchUpRunner
from services.notify.planning.digest_store import CollectedDigests
from services.notify.planning.event_planning import EventPlanning
from tests.contract.notify_system import HOST, House, bodies, eventually, running
from tests.fakes.notify.hash_keys import hashed_with
from tests.unit.notify.samples import FOR_TODAY as SAMPLES
from tests.unit.notify.samples import held

PHONE = "+8613800138000"
PAUSED = held(HoldKind.MEMBER_PAUSE, Cause.MEMBER_PAUSED, reason="")


def row(member_id: str, *, phone: str = PHONE, number: int = 1) -> ContactRow:
    return ContactRow(
        row=number,
        member_id=member_id,
        name="李雷",
        phone=phone,
        email=f"{member_id}@mail.example.com",
        language="en",
        time_zone="Asia/Shanghai",
    )


async def planned(notify: House, alerts: int) -> None:
    async def there() -> bool:
        return await notify.db["alerts"].count_documents({}) == alerts

    await eventually(there)


async def sent(notify: House, total: int) -> None:
    async def there() -> bool:
        return int((await notify.sinks.counts())["total"]) >= total

    await eventually(there)


async def nothing_left(notify: House) -> None:
    async def done() -> bool:
        return not await notify.db["catch_ups"].count_documents({})

    await eventually(done)


async def nothing_to_send(notify: House) -> bool:
    return not await notify.jobs("SEND")


async def test_contacts_that_come_later_bring_the_alert_once(notify: House) -> None:
    async with running(notify):
        notify.neighbours.membership.publish("m-1", SAMPLES["MembershipExpired"])
        await planned(notify, 1)
        for _ in range(2):
            await notify.know("m-1", language="en")
        await notify.know("m-1", phone="+8613800138001")
        await sent(notify, 2)
        await nothing_left(notify)
        await eventually(lambda: nothing_to_send(notify))
        counts = await notify.sinks.counts()
    assert (counts["sms"], counts["email"], counts["duplicates"]) == (1, 1, [])
    messages = await notify.sent()
    assert "membership ended" in bodies(messages, "sms")[0]
    [alert] = await notify.alerts("m-1")
    states = {d.channel: (d.state, d.reason) for d in alert.deliveries}
    assert states[Channel.SMS][0] in {DeliveryState.ACCEPTED, DeliveryState.DELIVERED}
    assert states[Channel.EMAIL] == (DeliveryState.ACCEPTED, "")


async def test_a_second_address_does_not_bring_the_news_of_years(notify: House) -> None:
    await notify.know("m-1", email="")
    async with running(notify):
        notify.neighbours.membership.publish("m-1", SAMPLES["MembershipExpired"])
        await sent(notify, 1)
        await notify.api.execute(SetContacts(member_id="m-1", email="li@mail.example.com"), HOST)
        await nothing_left(notify)
        notify.neighbours.membership.publish("m-1", SAMPLES["MembershipCancelled"])
        await sent(notify, 3)
        counts = await notify.sinks.counts()
    assert (counts["sms"], counts["email"]) == (2, 1)


async def test_memberships_then_pauses_then_contacts_tell_every_member(notify: House) -> None:
    members = [f"m-{i:03d}" for i in range(60)]
    rows = [row(id, phone=f"+86138001{i:05d}", number=i) for i, id in enumerate(members)]
    async with running(notify, worker=False):
        for member in members:
            notify.neighbours.membership.publish(member, PAUSED)
        await planned(notify, len(members))
        assert (await notify.api.import_contacts(rows)).created == len(members)
    async with running(notify):  # stopped and started in between: nothing is lost by it
        assert (await notify.api.import_contacts(rows)).created == 0
        await sent(notify, 2 * len(members))
        await nothing_left(notify)
        counts = await notify.sinks.counts()
    assert (counts["sms"], counts["email"]) == (len(members), len(members))
    assert counts["duplicates"] == []


async def test_contacts_without_their_word_are_not_kept(notify: House) -> None:
    """One commit: there are no contacts of which the catching up was not told."""
    await notify.api.import_contacts([row("m-1"), row("m-2", phone="")])
    [word] = await notify.db["catch_ups"].find({}).to_list(None)
    assert {(gap["member_id"], gap["channel"]) for gap in word["gaps"]} == {
        ("m-1", "SMS"), ("m-1", "EMAIL"), ("m-2", "EMAIL"),
    }  # fmt: skip
    await notify.api.execute(SetContacts(member_id="m-1", name="Li"), HOST)
    assert await notify.db["catch_ups"].count_documents({}) == 1
    await notify.api.execute(SetContacts(member_id="m-2", phone=PHONE), HOST)
    assert await notify.db["catch_ups"].count_documents({}) == 2


class Turns:
    """Lets one store call of one actor through at a time, in an order that a seed decides."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._waiting: dict[str, asyncio.Event] = {}

    async def turn(self, actor: str) -> None:
        self._waiting[actor] = asyncio.Event()
        await self._waiting[actor].wait()

    async def run(self, **actors: Any) -> None:
        tasks = {name: asyncio.ensure_future(actor) for name, actor in actors.items()}
        while running := [name for name, task in tasks.items() if not task.done()]:
            if all(name in self._waiting for name in running):
                self._waiting.pop(self._rng.choice(running)).set()
            await asyncio.sleep(0.001)  # room for the driver's threads
        await asyncio.gather(*tasks.values())


class AtOnce(Turns):
    """For one who is alone."""

    async def turn(self, actor: str) -> None:
        return None


class InTurn:
    """A store whose every call waits for its turn."""

    def __init__(self, store: Any, turns: Turns, actor: str) -> None:
        self._store, self._turns, self._actor = store, turns, actor

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments: Any, **named: Any) -> Any:
            await self._turns.turn(self._actor)
            return await getattr(self._store, name)(*arguments, **named)

        return call


class Race:
    """Planning, contacts and two that catch up, with the real stores behind turns."""

    def __init__(self, notify: House, seed: int, turns: Turns | None = None) -> None:
        self.notify, self.turns = notify, turns or Turns(seed)
        self.uow = lay_foundation(notify.settings, notify.mongo, "notify", sealed=SEALED).uow
        self.recipients = Recipients(
            notify.db, AlertWriter(self.uow), Wakeup(), hashed_with(b"secret"), self.uow.sealing
        )
        self.journal = Journal(notify.db, self.uow.sealing)
        self.member = f"race-{seed}"
        self.position = Position(name=self.member, before=BEGINNING, after=Place(0, (1,)))

    def planning(self) -> EventPlanning:
        core = dataclasses.replace(
            self.notify.core,
            writer=AlertWriter(self._in_turn(self.uow, "planning")),
            recipients=self._in_turn(self.recipients, "planning"),
        )
        return event_planning(core, CollectedDigests(self.notify.db))

    def catching_up(self, actor: str = "") -> CatchUpRunner:
        core = self.notify.core
        return catching_up(
            dataclasses.replace(
                core,
                catch_ups=self._in_turn(core.catch_ups, actor),
                recipients=self._in_turn(self.recipients, actor),
                alerts=self._in_turn(core.alerts, actor),
                journal=self._in_turn(self.journal, actor),
                jobs=self._in_turn(core.jobs, actor),
            )
        )

    def _in_turn(self, store: Any, actor: str) -> Any:
        return InTurn(store, self.turns, actor) if actor else store

    async def plan(self) -> None:
        page = await self.notify.neighbours.membership.feed(BEGINNING, 1000, 0)
        mine = [n for n in page.events if n.event.aggregate == self.member]
        await self.planning().handle(mine, self.position)

    async def write_contacts(self) -> None:
        await self.turns.turn("contacts")
        await self.notify.know(self.member)

    async def catch_up(self, actor: str) -> None:
        for _ in range(2):
            await self.catching_up(actor).round()

    async def planned_after_all(self) -> int:
        """How many channels got a delivery only after their address had come."""
        rows = self.notify.db["alerts"].find({"member_id": self.member})
        alerts = [row["_id"] async for row in rows]
        found = await self.journal.of(alerts)
        return sum(e.kind is EntryKind.PLANNED for entries in found.values() for e in entries)

    async def run(self) -> None:
        self.notify.neighbours.membership.publish(self.member, SAMPLES["MembershipExpired"])
        await self.turns.run(
            planning=self.plan(),
            contacts=self.write_contacts(),
            one=self.catch_up("one"),
            two=self.catch_up("two"),
        )
        while await self.catching_up().round():
            pass


async def test_in_whatever_order_contacts_and_planning_meet_it_is_planned_once(
    notify: House,
) -> None:
    late = 0
    for seed in range(10):
        race = Race(notify, seed)
        await race.run()
        states = await notify.states(race.member)
        assert states == {"SMS": "PLANNED", "EMAIL": "PLANNED", "IN_APP": "ACCEPTED"}, seed
        again = await race.planned_after_all()
        assert again in (0, 2), seed
        late += again
    assert 0 < late < 2 * 10, "each was the faster one at times"
    await notify.attend()
    counts = await notify.sinks.counts()
    assert (counts["sms"], counts["email"]) == (10, 10)


async def test_a_kill_before_its_cause_is_removed_plans_nothing_twice(notify: House) -> None:
    race = Race(notify, 1, AtOnce(1))
    notify.neighbours.membership.publish(race.member, SAMPLES["MembershipExpired"])
    await race.plan()
    await notify.know(race.member)
    words = await notify.db["catch_ups"].find({}).to_list(None)
    await race.catching_up().round()
    await notify.attend(later=timedelta(seconds=11))
    await notify.db["catch_ups"].insert_many(words)
    await race.catching_up().round()
    await notify.attend(later=timedelta(seconds=11))
    assert await race.planned_after_all() == 2
    counts = await notify.sinks.counts()
    assert (counts["sms"], counts["email"], counts["duplicates"]) == (1, 1, [])
