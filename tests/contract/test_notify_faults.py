"""What providers and dying workers do to deliveries: nothing is lost, nothing goes out twice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import aiohttp
import pytest

from infra.kernel.clock import SystemClock
from infra.kernel.ids import new_id
from services.notify.contract.commands import SendCode
from services.notify.contract.words import CodePurpose
from services.notify.core.deliveries.journal import Delivery, JournalEntry, delivery_id
from services.notify.core.ports.providers import Envelope
from services.notify.core.stores.jobs import LEASE, Jobs
from services.notify.core.stores.journal import Journal
from services.notify.delivery.attempts import LONGEST_SEND
from services.notify.providers.twilio import http as twilio_http
from services.notify.providers.twilio.assembly import build_twilio
from tests.contract.notify_system import MEMBER, House, callbacks, eventually
from tests.fakes.notify.desk import Desk
from tests.unit.notify.samples import FOR_TODAY as SAMPLES
from tests.waiting import PATIENCE


async def planned(notify: House, *, phone: str = "+8613800138000", email: str = "") -> None:
    """One member with one alert planned, and nobody sending yet."""
    await notify.know("m-1", phone=phone, email=email)
    now = notify.clock.now()
    notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"], at=now)
    await Desk(notify).catch_up(now)


async def attend(notify: House, *, later: timedelta = timedelta(0)) -> Delivery:
    """Time passes, then everything due is attended to once; gives the open channel's delivery."""
    await notify.attend(later=later)
    return next(d for d in (await notify.deliveries("m-1")).values() if d.to)


async def test_a_timeout_is_looked_up_and_only_then_sent(
    notify: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_http, "SECONDS", 0.5)
    await planned(notify)
    await notify.sinks.faults(sms={"status": "timeout", "times": 1})
    assert (await attend(notify)).state == "UNKNOWN"
    row = await attend(notify, later=timedelta(seconds=3))
    assert (row.state, row.looked_up) == ("PLANNED", True)
    row = await attend(notify, later=timedelta(seconds=1))
    assert row.state == "ACCEPTED"
    assert (await notify.sinks.counts())["sms"] == 1


@pytest.mark.parametrize("status", ["timeout", "drop_before_accept", "drop_after_accept"])
async def test_a_code_that_the_provider_does_not_answer_for_is_there_at_once(
    notify: House, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked about first, like the others; but nobody waits as long as an alert may for the answer
    to either: here, longer than the test."""
    monkeypatch.setattr(twilio_http, "SECONDS", 10 * PATIENCE)
    await notify.know("m-1")
    await notify.sinks.faults(sms={"status": status, "times": 1})
    await notify.api.execute(SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD), MEMBER)
    async with asyncio.timeout(PATIENCE):
        for _ in ("send", "look up", "send again"):
            await notify.attend()
    assert (await notify.sinks.counts())["sms"] == 1


def test_whoever_sends_gives_up_before_the_lease_ends() -> None:
    assert twilio_http.SECONDS <= LONGEST_SEND < LEASE.total_seconds()


async def test_a_send_that_lost_its_answer_is_found_not_repeated(notify: House) -> None:
    await planned(notify)
    await notify.sinks.faults(sms={"status": "drop_after_accept", "times": 1})
    assert (await attend(notify)).state == "UNKNOWN"
    row = await attend(notify, later=timedelta(seconds=3))
    assert row.state in {"ACCEPTED", "DELIVERED"}
    assert row.looked_up
    assert row.attempts == 1
    assert (await notify.sinks.counts())["sms"] == 1


@pytest.mark.parametrize(
    ("status", "follows"), [(503, ["send"]), ("drop_before_accept", ["look up", "send"])]
)
async def test_what_follows_is_done_though_it_was_taken_up_before_it_was_written_why(
    notify: House, monkeypatch: pytest.MonkeyPatch, status: object, follows: list[str]
) -> None:
    """The database is away between the two writes: meanwhile the job is due, and too early."""
    await planned(notify)
    await notify.sinks.faults(sms={"status": status, "times": 1})
    add = Journal.add

    async def late(journal: Journal, entries: Sequence[JournalEntry]) -> set[str]:
        monkeypatch.setattr(Journal, "add", add)
        await notify.attend(later=timedelta(minutes=1))
        return await add(journal, entries)

    monkeypatch.setattr(Journal, "add", late)
    await notify.attend()
    for _ in follows:
        row = await attend(notify, later=timedelta(minutes=1))
    assert row.state == "ACCEPTED"
    assert (await notify.sinks.counts())["sms"] == 1


@pytest.mark.parametrize(
    ("status", "code", "state", "words"),
    [
        (429, 20429, "PLANNED", "limiting the rate"),
        (503, 20503, "PLANNED", "HTTP 503"),
        (500, 20500, "PLANNED", "HTTP 500"),
        (401, 20003, "PLANNED", "credentials"),
        (400, 21211, "FAILED", "not valid"),
        (400, 21610, "FAILED", "STOP"),
    ],
)
async def test_refusals_are_told_apart(
    notify: House, status: int, code: int, state: str, words: str
) -> None:
    await planned(notify)
    await notify.sinks.faults(sms={"status": status, "code": code, "times": 1})
    row = await attend(notify)
    assert row.state == state
    assert words in row.reason
    assert (await notify.sinks.counts())["sms"] == 0
    row = await attend(notify, later=timedelta(hours=1))
    assert row.state == ("ACCEPTED" if state == "PLANNED" else "FAILED")


@pytest.mark.parametrize("mood", ["doubled", "reordered"])
async def test_callbacks_in_any_order_end_delivered(notify: House, mood: str) -> None:
    await planned(notify)
    await notify.sinks.faults(callbacks=mood)
    async with callbacks(notify):
        await attend(notify)
        await eventually(lambda: _is(notify, "DELIVERED"))


async def test_an_undelivered_number_fails_and_a_carriers_whim_is_tried_once_more(
    notify: House,
) -> None:
    await planned(notify)
    await notify.sinks.faults(outcome={"status": "undelivered", "code": 30008})
    async with callbacks(notify):
        await attend(notify)
        await eventually(lambda: _is(notify, "PLANNED"))
        await attend(notify, later=timedelta(minutes=1))
        await eventually(lambda: _is(notify, "FAILED"))
    assert (await notify.sinks.counts())["sms"] == 2


async def _is(notify: House, state: str) -> bool:
    return (await notify.states("m-1"))["SMS"] == state


async def test_unsigned_callbacks_change_nothing(notify: House) -> None:
    await planned(notify)
    row = await attend(notify)
    url = f"http://127.0.0.1:{notify.settings.notify_port}/callbacks/twilio/{row.id}~1~STATUS~"
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30005"}
    async with callbacks(notify), aiohttp.ClientSession() as session:
        headers = {"X-Twilio-Signature": "made-up"}
        async with session.post(url, data=form, headers=headers) as response:
            assert response.status == 403
        async with session.post(url, data=b"x" * 20_000) as response:
            assert response.status == 413
    assert (await notify.states("m-1"))["SMS"] != "FAILED"


@pytest.mark.parametrize(
    ("code", "state"), [(450, "PLANNED"), (550, "FAILED"), ("drop_after_body", "UNKNOWN")]
)
async def test_mail_refusals_and_lost_lines(notify: House, code: object, state: str) -> None:
    await planned(notify, phone="", email="m-1@mail.example.com")
    await notify.sinks.faults(email={"code": code, "times": 1})
    assert (await attend(notify)).state == state
    await attend(notify, later=timedelta(hours=30))
    counts = await notify.sinks.counts()
    assert counts["email"] == (0 if state == "FAILED" else 1)
    assert counts["duplicates"] == []


async def test_mail_goes_on_after_the_server_dropped_its_kept_connection(notify: House) -> None:
    await planned(notify, phone="", email="m-1@mail.example.com")
    await notify.sinks.faults(email={"code": 450, "times": 1})
    await attend(notify)
    assert (await attend(notify, later=timedelta(minutes=5))).state == "ACCEPTED"


@pytest.mark.parametrize("step", ["before_send", "after_send", "after_settle"])
async def test_a_worker_killed_between_any_two_steps_sends_once(notify: House, step: str) -> None:
    await planned(notify)
    await _die_at(notify, step)
    sent_before = (await notify.sinks.counts())["sms"]
    assert sent_before == (0 if step == "before_send" else 1)
    await notify.db["jobs"].update_many(
        {"lease_until": {"$ne": None}},
        {"$set": {"lease_until": SystemClock().now() - timedelta(seconds=1)}},
    )
    notify.clock.advance(LEASE)
    await notify.sweep()
    await attend(notify, later=timedelta(seconds=3))
    row = await attend(notify, later=timedelta(seconds=1))
    assert row.state in {"ACCEPTED", "DELIVERED"}
    assert row.looked_up is (step != "after_settle")
    assert (await notify.sinks.counts())["sms"] == 1


async def _die_at(notify: House, step: str) -> None:
    """Does by hand what a courier does, and stops where it would have been killed."""
    if step == "after_settle":
        await attend(notify)
        return
    [row] = await notify.jobs("SEND")
    jobs = Jobs(notify.db, notify.clock, SystemClock(), notify.sealing)
    job = await jobs.claim(row["_id"], new_id())
    assert job is not None
    if step == "after_send":
        [item] = job.items
        sms = build_twilio(notify.settings)
        id = delivery_id(item.alert_id, job.channel)
        envelope = Envelope(delivery_id=id, to=item.to, attempt=1, topic=item.topic)
        await sms.send(envelope, item.text)
        await sms.close()
