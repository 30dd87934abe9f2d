"""Jobs that wait for a slow provider are in nobody's way."""

import asyncio
from unittest.mock import AsyncMock

import pytest

from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import OWN_ROOM, Job, JobKind, Lane
from services.notify.core.feature import Work
from services.notify.delivery import runner
from services.notify.delivery.in_flight import MOST, InFlight
from services.notify.delivery.runner import AT_ONCE, ENDPOINTS_AT_ONCE, JobRunner
from tests.unit.notify.samples import NOW
from tests.waiting import PATIENCE


def job(id: str, _token: str) -> Job:
    return Job(
        id=id, kind=JobKind.SEND, channel=Channel.SMS, lane=Lane.CAMPAIGNS, next_due=NOW, items=()
    )


async def test_a_slow_provider_keeps_others_waiting_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "BUSY", 0.02)
    begun, answers = [], asyncio.Event()

    async def send(job: Job) -> None:
        begun.append(job.id)
        if job.id.startswith("slow"):
            await answers.wait()

    job_runner = JobRunner(
        jobs=AsyncMock(claim=AsyncMock(side_effect=job)),
        stops=AsyncMock(return_value=False),
        work=[Work(jobs={JobKind.SEND: send})],
    )
    ids = [*(f"slow-{n}" for n in range(AT_ONCE[Channel.SMS])), "quick"]
    told = [asyncio.create_task(job_runner.attend(id, Lane.CAMPAIGNS, Channel.SMS)) for id in ids]
    async with asyncio.timeout(PATIENCE):
        await told[-1]
    assert begun == ids
    assert not any(one.done() for one in told[:-1])
    answers.set()
    await asyncio.gather(*told)


async def test_endpoints_that_are_slow_keep_neither_members_nor_other_endpoints_waiting() -> None:
    """More of them than a channel of members has room for."""
    in_flight, done, answers = InFlight(), list[str](), asyncio.Event()

    async def slow() -> None:
        await answers.wait()

    async def quick(name: str) -> None:
        done.append(name)

    for _ in range(2 * MOST):
        in_flight.take(slow(), Lane.WEBHOOKS, OWN_ROOM)
    in_flight.take(quick("endpoint"), Lane.WEBHOOKS, OWN_ROOM)
    in_flight.take(quick("digest"), Lane.ALERTS, OWN_ROOM)
    in_flight.take(quick("sms"), Lane.ALERTS, Channel.SMS)
    await asyncio.sleep(0)
    assert done == ["endpoint", "digest", "sms"]
    answers.set()
    await in_flight.finish()


async def test_a_slow_endpoint_keeps_its_place_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "BUSY", 0.02)
    begun, answers = [], asyncio.Event()

    async def call(job: Job) -> None:
        begun.append(job.id)
        if job.id.startswith("slow"):
            await answers.wait()

    def claimed(id: str, _token: str) -> Job:
        return Job(
            id=id, kind=JobKind.CALL, channel=OWN_ROOM, lane=Lane.WEBHOOKS, next_due=NOW, items=()
        )

    job_runner = JobRunner(
        jobs=AsyncMock(claim=AsyncMock(side_effect=claimed)),
        stops=AsyncMock(return_value=False),
        work=[Work(jobs={JobKind.CALL: call})],
    )
    ids = [*(f"slow-{n}" for n in range(ENDPOINTS_AT_ONCE)), "quick"]
    told = [asyncio.create_task(job_runner.attend(id, Lane.WEBHOOKS, OWN_ROOM)) for id in ids]
    async with asyncio.timeout(PATIENCE):
        await told[-1]
    assert begun == ids
    answers.set()
    await asyncio.gather(*told)
