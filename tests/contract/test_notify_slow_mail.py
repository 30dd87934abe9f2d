"""A mail server may take minutes: the job stays ours meanwhile, nobody else waits for it, and who
dies in it leaves behind what was certainly not sent."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from infra.kernel.clock import SystemClock
from infra.kernel.ids import new_id
from services.notify.component import build_job_runner
from services.notify.component.laying import lay
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Job
from services.notify.core.stores import claimed_job
from services.notify.core.stores.claimed_job import ClaimedJob
from services.notify.core.stores.jobs import LEASE, Jobs
from services.notify.core.stores.sealed import SEALED
from services.notify.delivery import sender
from tests.contract.notify_system import House, eventually, lay_foundation
from tests.fakes.mail_server import DROP, WAIT, MailServer, mail_server
from tests.fakes.notify.desk import Desk
from tests.unit.notify.samples import FOR_TODAY as SAMPLES


async def planned(house: House, *members: str) -> None:
    for member in members:
        await house.know(member, phone="")
    now = house.clock.now()
    for member in members:
        house.neighbours.membership.publish(member, SAMPLES["GraceStarted"], at=now)
    await Desk(house).catch_up(now)


@contextmanager
def served_by(house: House, server: MailServer) -> Iterator[None]:
    """Mails go to this server."""
    settings = house.settings.model_copy(update={"smtp_port": server.port})
    foundation = lay_foundation(settings, house.mongo, "notify", sealed=SEALED)
    core = lay(settings, foundation, house.clock, house.broker, house.neighbours).core
    usual, house.job_runner = house.job_runner, build_job_runner(settings, core)
    try:
        yield
    finally:
        house.job_runner = usual


def all_jobs(house: House) -> Jobs:
    return Jobs(house.db, house.clock, SystemClock(), house.sealing)


async def claimed(house: House) -> Job:
    [row] = await house.jobs("SEND")
    job = await all_jobs(house).claim(row["_id"], new_id())
    assert job is not None
    return job


async def let_the_lease_end(house: House) -> None:
    past = SystemClock().now() - timedelta(seconds=1)
    await house.db["jobs"].update_many(
        {"lease_until": {"$ne": None}}, {"$set": {"lease_until": past}}
    )
    house.clock.advance(LEASE)


async def on_mail(house: House, member: str = "m-1") -> str:
    return (await house.states(member))["EMAIL"]


async def test_a_lease_is_renewed_while_a_server_takes_its_time(
    notify: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claimed_job, "RENEWED_AFTER", 0.01)
    await planned(notify, "m-1")
    async with mail_server("END", WAIT) as server:
        with served_by(notify, server):
            sending = asyncio.create_task(notify.attend())
            await server.reached.wait()
            await let_the_lease_end(notify)

            async def is_ours_again() -> bool:
                [job] = await notify.jobs("SEND")
                return bool(job["lease_until"] > SystemClock().now())

            await eventually(is_ours_again)
            await notify.sweep()
            assert await on_mail(notify) == "PLANNED", "nobody took it over"
            server.go_on.set()
            await sending
            assert await on_mail(notify) == "ACCEPTED"
        assert len(server.mails) == 1


async def test_news_of_the_others_in_a_job_waits_for_no_slow_one(
    notify: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "TOGETHER", 0.01)
    await planned(notify, "m-1", "m-2")
    async with mail_server("END", WAIT) as server:
        with served_by(notify, server):
            sending = asyncio.create_task(notify.attend())

            async def one_is_told() -> bool:
                states = [await on_mail(notify, member) for member in ("m-1", "m-2")]
                return sorted(states) == ["ACCEPTED", "PLANNED"]

            await eventually(one_is_told)
            server.go_on.set()
            await sending
        assert len(server.mails) == 2
        assert {await on_mail(notify, member) for member in ("m-1", "m-2")} == {"ACCEPTED"}


@pytest.mark.parametrize("step", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("what", [DROP, "451 4.3.0 not now"])
async def test_a_mail_that_was_not_handed_over_is_sent_a_minute_later_and_once(
    notify: House, step: str, what: str
) -> None:
    await planned(notify, "m-1")
    async with mail_server(step, what, times=2 if step == "EHLO" else 1) as server:
        with served_by(notify, server):
            await notify.attend()
            sent_by_helo = step == "EHLO" and what != DROP  # to a server of before RFC 1869
            assert await on_mail(notify) == ("ACCEPTED" if sent_by_helo else "PLANNED")
            for _ in range(2):
                await notify.attend(later=timedelta(minutes=5))
            assert await on_mail(notify) == "ACCEPTED"
        assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("step", "what", "state"),
    [("MAIL", "500 5.5.1 what?", "FAILED"), ("RCPT", "550 5.1.1 nobody", "FAILED"),
     ("END", "554 5.6.0 no", "FAILED"), ("BODY", DROP, "UNKNOWN"), ("END", DROP, "UNKNOWN")],
)  # fmt: skip
async def test_a_final_no_and_a_line_that_breaks_after_the_mail_bring_no_second_one(
    notify: House, step: str, what: str, state: str
) -> None:
    await planned(notify, "m-1")
    async with mail_server(step, what) as server:
        with served_by(notify, server):
            await notify.attend()
            assert await on_mail(notify) == state
            await notify.attend(later=timedelta(hours=30))
            assert await on_mail(notify) == state
        assert server.said.count("MAIL") == 1


@pytest.mark.parametrize("retried", [False, True])
async def test_who_dies_before_handing_over_leaves_a_mail_that_is_sent_after_all(
    notify: House, retried: bool
) -> None:
    await planned(notify, "m-1")
    if retried:
        await notify.sinks.faults(email={"code": 451, "times": 1})
        await notify.attend()
        notify.clock.advance(timedelta(minutes=1))
    await claimed(notify)
    await let_the_lease_end(notify)
    await notify.sweep()
    assert await on_mail(notify) == "PLANNED"
    await notify.attend(later=timedelta(minutes=1))
    assert await on_mail(notify) == "ACCEPTED"
    assert (await notify.sinks.counts())["email"] == 1


async def test_who_dies_after_handing_over_leaves_it_unknown(notify: House) -> None:
    await planned(notify, "m-1")
    job = await claimed(notify)
    assert await ClaimedJob(all_jobs(notify), job).hands_over(job.items[0].alert_id)
    await let_the_lease_end(notify)
    await notify.sweep()
    assert await on_mail(notify) == "UNKNOWN"
    await notify.attend(later=timedelta(hours=30))
    assert (await notify.sinks.counts())["email"] == 0


async def test_who_was_away_for_longer_than_the_lease_hands_nothing_over(notify: House) -> None:
    await planned(notify, "m-1")
    job = await claimed(notify)
    hold = ClaimedJob(all_jobs(notify), job)
    await let_the_lease_end(notify)
    await notify.sweep()
    assert not await hold.hands_over(job.items[0].alert_id)


async def test_mails_that_wait_keep_no_sms_waiting(notify: House) -> None:
    """What was to be sent waits for a line without being begun, and does not count as tried."""
    members = [f"m-{n}" for n in range(3)]
    await planned(notify, *members)
    async with mail_server("RCPT", WAIT, times=8) as server:
        settings = {"smtp_connections": 1}
        notify.settings = notify.settings.model_copy(update=settings)
        with served_by(notify, server):
            sending = asyncio.create_task(notify.attend())
            await server.reached.wait()
            await eventually(lambda: _one_job_waits(notify))
            server.go_on.set()
            await sending
            await notify.attend(later=timedelta(minutes=1))
            assert {await on_mail(notify, member) for member in members} == {"ACCEPTED"}
        assert len(server.mails) == 3
    attempts = [d.attempts for d in await notify.all_deliveries() if d.channel is Channel.EMAIL]
    assert attempts == [1, 1, 1]


async def _one_job_waits(notify: House) -> bool:
    return any(not row["lease"] for row in await notify.jobs("SEND"))
